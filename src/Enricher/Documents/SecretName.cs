namespace Eyrie.Enricher.Documents;

/// <summary>A secret's name as a user wrote it: separators and case do not matter, <c>*</c> at either end stands for any text.</summary>
/// <param name="Plain">Letters and digits alone, in lower case.</param>
/// <param name="Stem">What every spelling of it contains.</param>
/// <param name="OpenStart">Anything may come before.</param>
/// <param name="OpenEnd">Anything may follow.</param>
internal sealed record SecretName(string Plain, string Stem, bool OpenStart, bool OpenEnd)
{
    private const int ShortestStem = 3;
    private const int Longest = 128;

    /// <summary>Reads one.</summary>
    public static bool TryRead(string text, out SecretName name)
    {
        var inner = text.Trim().TrimStart('-');
        var (openStart, openEnd) = (inner.StartsWith('*'), inner.EndsWith('*'));
        inner = inner.Trim('*');
        var stem = inner.Split('-', '_', '.')[^1];
        name = new(Normal(inner), stem, openStart, openEnd);
        return stem.Length >= ShortestStem && inner.Length <= Longest && inner.All(IsPart);
    }

    /// <summary>Letters and digits alone, in lower case.</summary>
    public static string Normal(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[Longest];
        var length = 0;
        foreach (var c in name.Length <= Longest ? name : name[^Longest..])
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain[length++] = char.ToLowerInvariant(c);
            }
        }

        return plain[..length].ToString();
    }

    /// <summary>Whether a name is this one.</summary>
    public bool Fits(ReadOnlySpan<char> name)
    {
        var plain = Normal(name);
        return (OpenStart, OpenEnd) switch
        {
            (true, true) => plain.Contains(Plain, StringComparison.Ordinal),
            (true, false) => plain.EndsWith(Plain, StringComparison.Ordinal),
            (false, true) => plain.StartsWith(Plain, StringComparison.Ordinal),
            _ => plain == Plain,
        };
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
