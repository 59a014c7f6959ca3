using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds passwords among the options of programs that take them there: <c>mysql -px</c>, <c>curl -u me:x</c>.</summary>
internal sealed class SecretOptions
{
    // How far a program's options reach, and how many programs a line has: a hostile one must not make the search quadratic.
    private const int MostWords = 64;
    private const int MostPrograms = 512;

    // A program's name as short as this is in too many words: it must stand alone.
    private const int ShortName = 4;

    // A user name alone is worth showing; one this long is a key.
    private const int ShortestKey = 16;

    private readonly SecretOption[] _options;
    private readonly SearchValues<string> _search;

    public SecretOptions(params ReadOnlySpan<IReadOnlyList<string>> tables)
    {
        var options = new List<SecretOption>();
        foreach (var table in tables)
        {
            foreach (var text in table)
            {
                options.Add(SecretOption.TryRead(text, out var option) ? option : throw new FormatException(text));
            }
        }

        _options = [.. options];
        Hints = [.. _options.Select(option => option.OpenEnd || option.Program.Length > ShortName ? option.Program : option.Program + " ").Distinct(), .. SecretPositions.Hints];
        _search = SearchValues.Create(Hints, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>One of these is in every text with such an option.</summary>
    public string[] Hints { get; }

    /// <summary>Adds the secrets in the text.</summary>
    public void Find(string text, List<Range> secrets)
    {
        var programs = 0;
        for (var at = 0; at < text.Length && programs < MostPrograms;)
        {
            var hit = text.AsSpan(at).IndexOfAny(_search);
            if (hit < 0)
            {
                return;
            }

            var start = at + hit;
            if (start == 0 || text[start - 1] is ' ' or '/' or '"' or '\'' or '=' or ';' or '|' or '(' or '&' or '`')
            {
                programs++;
                var end = ShellWords.End(text, start);
                FindOptions(text, text.AsSpan(start, end - start), end, secrets);
            }

            at = start + 1; // a program among the words of another, 'docker exec', has its own options
        }
    }

    private void FindOptions(string text, ReadOnlySpan<char> program, int at, List<Range> secrets)
    {
        program = program.TrimEnd("\"'");
        Span<Range> words = stackalloc Range[MostWords];
        var count = ShellWords.Split(text, at, words);
        SecretPositions.Find(text, program, words[..count], secrets);

        foreach (var option in _options)
        {
            if (option.IsOf(program))
            {
                Find(text, option, words[..count], secrets);
            }
        }
    }

    private static void Find(string text, SecretOption option, ReadOnlySpan<Range> words, List<Range> secrets)
    {
        var (armed, found, place) = (option.Verb is null, option.Option == option.Program, option.Place);
        for (var i = 0; i < words.Length; i++)
        {
            var word = text.AsSpan()[words[i]];
            if (found && word is not ['-', ..] && place-- > 1)
            {
                continue;
            }

            if (found && word is not ['-', ..])
            {
                Add(text, words[i].Start.Value, words[i].End.Value, option, secrets);
                found = false;
                continue;
            }

            var asked = armed && !option.AttachedOnly && option.Is(word);
            found = (found && word is ['-', ..] && (option.IsPositional || option.Place > 1)) || asked;
            place = asked ? option.Place : place;
            if (armed && IsAttached(option, word))
            {
                var start = words[i].Start.Value + option.Option.Length;
                Add(text, text[start] == '=' ? start + 1 : start, words[i].End.Value, option, secrets);
            }

            armed |= word.Equals(option.Verb, StringComparison.OrdinalIgnoreCase);
        }
    }

    // '-px' where the table says so, '--user=x' always.
    private static bool IsAttached(SecretOption option, ReadOnlySpan<char> word) =>
        !option.IsPositional && word.Length > option.Option.Length && word.StartsWith(option.Option)
        && (option.AttachedOnly || word[option.Option.Length] == '=');

    private static void Add(string text, int start, int end, SecretOption option, List<Range> secrets)
    {
        if (end - start > 1 && text[start] is '"' or '\'' && text[end - 1] == text[start])
        {
            (start, end) = (start + 1, end - 1);
        }

        if (option.Separator != '\0')
        {
            var user = text.AsSpan(start, end - start).IndexOf(option.Separator);
            if (user < 0 || (option.Separator == '/' && (user == 0 || text[start] == '@')))
            {
                return; // a user alone: the program asks for the password
            }

            if (user + 1 == end - start && user < ShortestKey)
            {
                return; // 'user:' has an empty one, 'key:' is one
            }

            var host = option.Separator == '/' ? text.AsSpan(start + user, end - start - user).LastIndexOf('@') : -1;
            end = host > 0 ? start + user + host : end;
            (start, end) = user + 1 < end - start ? (start + user + 1, end) : (start, start + user);
        }

        if (SecretValues.IsWorthHiding(text.AsSpan(start, Math.Max(0, end - start))))
        {
            secrets.Add(start..end);
        }
    }
}
