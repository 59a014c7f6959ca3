using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>A place in a program's command line where a secret is: <c>docker login -p</c>.</summary>
/// <param name="Program">The program's name.</param>
/// <param name="OpenEnd">Names that only begin so are meant, too: <c>mysql*</c>.</param>
/// <param name="Verb">A word that must come before; null for none.</param>
/// <param name="Option">The option, or the word, that the secret comes behind; empty: behind the program.</param>
/// <param name="AttachedOnly">The secret is in the same word: <c>-px</c>, written <c>-p*</c>. Else it is the next word, or behind a <c>=</c>.</param>
/// <param name="Separator">What is before it in its word: <c>user:x</c>; 0 for none.</param>
/// <param name="Place">Which of the words behind it that are no options; 1 is the first.</param>
internal sealed record SecretOption(string Program, bool OpenEnd, string? Verb, string Option, bool AttachedOnly, char Separator, int Place = 1)
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads <c>program[*] [verb] option[*] [separator or place]</c>.</summary>
    public static bool TryRead(string text, out SecretOption option)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var separator = words.Length > 1 && words[^1] is [':' or '%' or ',' or '/' or '=' or '@'] ? words[^1][0] : '\0';
        var place = words.Length > 2 && words[^1] is [>= '2' and <= '9'] ? words[^1][0] - '0' : 1;
        words = separator != '\0' || place > 1 ? words[..^1] : words;
        option = null!;
        if (words.Length is < 2 or > 3 || words[0].TrimEnd('*').Length < 2 || words[0][0] is '-' || words.Any(word => word.Trim('*').Length == 0)
            || (words.Length == 3 && words[1][0] is '-'))
        {
            return false;
        }

        option = new(
            words[0].TrimEnd('*'), words[0][^1] == '*', words.Length == 3 ? words[1] : null, words[^1].TrimEnd('*'), words[^1][^1] == '*', separator, place);
        return true;
    }

    /// <summary>Whether the secret comes behind a word that is no option: <c>vault login</c>.</summary>
    public bool IsPositional => Option[0] is not ('-' or '/');

    /// <summary>Whether a word is the option: <c>-u</c>, or the last of several in one, <c>-sku me:x</c>.</summary>
    public bool Is(ReadOnlySpan<char> word) =>
        word.SequenceEqual(Option)
        || (Separator is ':' && Option is ['-', not '-'] && word is ['-', not '-', _, ..] && word[^1] == Option[1] && word[1..].IndexOfAnyExcept(Letters) < 0);

    /// <summary>Whether a word calls the program.</summary>
    public bool IsOf(ReadOnlySpan<char> program) =>
        program.StartsWith(Program, StringComparison.OrdinalIgnoreCase) && (OpenEnd || program.Length == Program.Length);
}
