namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads the path of a request to the Kubernetes API.</summary>
internal static class KubernetesUri
{
    private const string Core = "/api/";
    private const string Groups = "/apis/";

    /// <summary>The API's version: <c>v1</c> of <c>/api/v1/pods</c> and of <c>/apis/apps/v1/deployments</c>; null of other paths.</summary>
    public static string? Version(string? uri)
    {
        var path = uri.AsSpan();
        if (path.StartsWith(Groups, StringComparison.Ordinal))
        {
            var group = path[Groups.Length..].IndexOf('/');
            return group < 0 ? null : Segment(path[(Groups.Length + group + 1)..]);
        }

        return path.StartsWith(Core, StringComparison.Ordinal) ? Segment(path[Core.Length..]) : null;
    }

    private static string? Segment(ReadOnlySpan<char> path)
    {
        var end = path.IndexOfAny('/', '?');
        var version = end < 0 ? path : path[..end];
        return version.Length > 1 && version[0] == 'v' && char.IsAsciiDigit(version[1]) ? version.ToString() : null;
    }
}
