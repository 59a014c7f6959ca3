using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>
/// Blanks secrets: values named by a secret's name, credentials in URLs and headers, tokens by their shape, passwords among the
/// options of known programs. One pass over the text each, no regular expressions; a text without a hint costs one search.
/// </summary>
internal sealed class Redaction
{
    /// <summary>What stands for a secret.</summary>
    public const string Mark = "[redacted]";

    // What is shorter has no room for a name and a value.
    private const int ShortestSecret = 6;

    // If none of these is in a text, no rule below can match. Three characters at least: with two the search is several
    // times slower.
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            .. SecretNames.Stems, .. SecretTokens.Prefixes, .. SecretOptions.Programs, "://",
        ],
        StringComparison.OrdinalIgnoreCase);

    private const int MostPrograms = 8;

    private readonly List<Range> _secrets = [];
    private readonly List<string> _programs = [];

    /// <summary>The text without its secrets; the same instance when it has none.</summary>
    public string Redact(string text)
    {
        if (text.Length < ShortestSecret || !text.AsSpan().ContainsAny(Hints))
        {
            return text;
        }

        _secrets.Clear();
        SecretNames.Find(text, _secrets);
        SecretUrls.Find(text, _secrets);
        SecretTokens.Find(text, _secrets);
        SecretOptions.Find(text, _secrets);
        return _secrets.Count == 0 ? text : Blank(text);
    }

    /// <summary>Words of a command line without their secrets: what follows <c>--password</c> is one, too.</summary>
    public IReadOnlyList<string> Redact(IReadOnlyList<string> words)
    {
        List<string>? changed = null;
        _programs.Clear();
        for (var i = 0; i < words.Count; i++)
        {
            var word = i > 0 && IsValue(words[i - 1], words[i]) ? Mark
                : Attached(words[i]) is > 0 and var at ? string.Concat(words[i].AsSpan(0, at), Mark)
                : Redact(words[i]);
            Note(words[i]);
            if (changed is null && !ReferenceEquals(word, words[i]))
            {
                changed = [.. words];
            }

            if (changed is not null)
            {
                changed[i] = word;
            }
        }

        return changed ?? words;
    }

    /// <summary>Whether a field is a secret by its name, for instance a label <c>db-password</c>.</summary>
    public static bool IsSecret(string name, string value) =>
        !name.EndsWith("sock_arg.cookie", StringComparison.Ordinal) // the kernel's number of a socket
        && name.AsSpan().ContainsAny(Hints) && SecretNames.IsSecretName(name) && SecretNames.IsWorthHiding(value);

    private bool IsValue(string option, string value) =>
        option is ['-', ..] && value is not ['-', ..]
        && ((SecretNames.IsSecretName(option.AsSpan().TrimStart('-')) && SecretNames.IsWorthHiding(value)) || TakesNext(option));

    private bool TakesNext(string option)
    {
        foreach (var program in _programs)
        {
            if (SecretOptions.TakesNext(program, option))
            {
                return true;
            }
        }

        return false;
    }

    private int Attached(string word)
    {
        foreach (var program in _programs)
        {
            if (SecretOptions.Attached(program, word) is > 0 and var at)
            {
                return at;
            }
        }

        return 0;
    }

    // 'sudo mysql -px', 'curl -o mysql -u me:x': whichever of the programs named so far takes the option.
    private void Note(string word)
    {
        if (_programs.Count < MostPrograms && SecretOptions.Program(word) is { } program && !_programs.Contains(program))
        {
            _programs.Add(program);
        }
    }

    private string Blank(string text)
    {
        _secrets.Sort(static (a, b) => a.Start.Value.CompareTo(b.Start.Value));
        var blanked = new System.Text.StringBuilder(text.Length);
        var at = 0;
        foreach (var secret in _secrets)
        {
            var (start, end) = (secret.Start.Value, secret.End.Value);
            if (start >= at)
            {
                blanked.Append(text, at, start - at).Append(Mark);
            }

            at = Math.Max(at, end);
        }

        return blanked.Append(text, at, text.Length - at).ToString();
    }
}
