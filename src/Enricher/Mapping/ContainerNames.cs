namespace Eyrie.Enricher.Mapping;

/// <summary>Takes apart how runtimes and sensors word container ids and images.</summary>
internal static class ContainerNames
{
    /// <summary>The bare id; null for the host and for what is not an id.</summary>
    /// <param name="id">For instance <c>containerd://4f5a...</c>, 12 hex characters, <c>host</c>.</param>
    /// <param name="runtime">The part before <c>://</c>, if any.</param>
    public static string? BareId(string? id, out string? runtime)
    {
        runtime = null;
        if (string.IsNullOrEmpty(id) || id is "host" or "<NA>")
        {
            return null;
        }

        var scheme = id.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            (runtime, id) = (id[..scheme], id[(scheme + 3)..]);
        }

        // A made-up id of nothing but zeros stands for 'none'.
        return id.AsSpan().TrimStart('0').IsEmpty ? null : id;
    }

    /// <summary>Splits <c>registry:5000/a/b:tag@sha256:...</c>.</summary>
    public static (string? Name, string? Tag, string? Digest) SplitImage(string? image)
    {
        if (string.IsNullOrEmpty(image))
        {
            return default;
        }

        var scheme = image.IndexOf("://", StringComparison.Ordinal);
        var name = scheme < 0 ? image : image[(scheme + 3)..];
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : name[(at + 1)..];
        name = at < 0 ? name : name[..at];
        if (name.StartsWith("sha256:", StringComparison.Ordinal))
        {
            return (null, null, name);
        }

        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..], digest) : (name, null, digest);
    }
}
