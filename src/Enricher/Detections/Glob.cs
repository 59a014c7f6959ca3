namespace Eyrie.Enricher.Detections;

/// <summary>A text with wildcards: <c>*</c> for any text, <c>?</c> for one character; upper and lower case are the same unless told otherwise.</summary>
internal readonly record struct Glob(string Pattern, bool IsExact = false)
{
    /// <summary>Whether it has wildcards.</summary>
    public bool IsPlain => Pattern.AsSpan().IndexOfAny('*', '?') < 0;

    /// <summary>Whether all of the text fits. Linear but for the stars; what is null is empty.</summary>
    public bool Matches(ReadOnlySpan<char> text)
    {
        var (at, position, star, resume) = (0, 0, -1, 0);
        while (position < text.Length)
        {
            if (at < Pattern.Length && Pattern[at] == '*')
            {
                (star, resume) = (at++, position);
            }
            else if (at < Pattern.Length && (Pattern[at] == '?' || Same(Pattern[at], text[position])))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                (at, position) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        while (at < Pattern.Length && Pattern[at] == '*')
        {
            at++;
        }

        return at == Pattern.Length;
    }

    private bool Same(char left, char right) => left == right || (!IsExact && char.ToLowerInvariant(left) == char.ToLowerInvariant(right));
}
