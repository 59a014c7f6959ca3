namespace Eyrie.Platform.Configuration;

/// <summary>URLs as they are shown.</summary>
public static class UrlText
{
    private const string SchemeEnd = "://";

    /// <summary>
    /// A text that was meant for a URL, without what may be a secret: all that stands before its last '@', wherever a password has
    /// others or slashes, and its query.
    /// </summary>
    public static string Masked(string? text)
    {
        text ??= "";
        var end = text.IndexOf(SchemeEnd, StringComparison.Ordinal) + SchemeEnd.Length;
        var scheme = end > SchemeEnd.Length && !text[..end].Contains('@', StringComparison.Ordinal) ? text[..end] : "";
        var rest = text[scheme.Length..];
        rest = rest.LastIndexOf('@') is >= 0 and var at ? $"***{rest[at..]}" : rest;
        return scheme + (rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? $"{rest[..query]}?***" : rest);
    }
}
