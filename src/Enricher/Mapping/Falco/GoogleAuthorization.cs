namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads <c>gcp.authorizationInfo</c>: the permissions that a call needed, and whether they were there. Searched as text: it may be cut.</summary>
internal static class GoogleAuthorization
{
    private const int LongestText = 16_384;

    /// <summary>The first permission, for instance <c>storage.buckets.setIamPolicy</c>; null when none is named.</summary>
    public static string? Permission(string? json) => Value(json, "\"permission\"");

    /// <summary>The resource's name, for instance <c>projects/_/buckets/b</c>; null when none is named.</summary>
    public static string? Resource(string? json) => Value(json, "\"resource\"") ?? Value(json, "\"name\"");

    /// <summary>Whether a permission was missing.</summary>
    public static bool IsRefused(string? json) => json is { Length: <= LongestText } && json.Contains("\"granted\":false", StringComparison.Ordinal);

    private static string? Value(string? json, string name)
    {
        var at = json is { Length: <= LongestText } ? json.IndexOf(name, StringComparison.Ordinal) : -1;
        var rest = at < 0 ? default : json.AsSpan(at + name.Length).TrimStart(": ");
        if (rest is not ['"', ..])
        {
            return null;
        }

        var end = rest[1..].IndexOf('"');
        return end <= 0 ? null : rest.Slice(1, end).ToString();
    }
}
