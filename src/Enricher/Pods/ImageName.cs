namespace Eyrie.Enricher.Pods;

/// <summary>Takes an image reference apart: <c>registry:port/name:tag@digest</c>.</summary>
internal static class ImageName
{
    public static (string? Name, string? Tag, string? Digest) Split(string? reference)
    {
        if (string.IsNullOrEmpty(reference))
        {
            return default;
        }

        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : reference[(at + 1)..];
        var name = at < 0 ? reference : reference[..at];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..], digest) : (name, null, digest);
    }
}
