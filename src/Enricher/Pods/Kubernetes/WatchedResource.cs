using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>A kind of objects that is listed and watched.</summary>
/// <param name="Kind">What its objects become.</param>
/// <param name="Group">The API's group; empty for the oldest.</param>
/// <param name="Resource">Its name in paths and rights, and in metrics.</param>
/// <param name="MetadataOnly">Owners or labels are all that is needed of it: the server sends no more.</param>
internal sealed record WatchedResource(ClusterKind Kind, string Group, string Resource, bool MetadataOnly)
{
    private const string Metadata = "g=meta.k8s.io;v=v1";

    /// <summary>All that is watched.</summary>
    public static IReadOnlyList<WatchedResource> All { get; } =
    [
        new(ClusterKind.Pod, "", "pods", false),
        new(ClusterKind.Service, "", "services", false),
        new(ClusterKind.Node, "", "nodes", false),
        new(ClusterKind.ReplicaSet, "apps", "replicasets", true),
        new(ClusterKind.Job, "batch", "jobs", true),
        new(ClusterKind.Namespace, "", "namespaces", true),
    ];

    private string Path => Group.Length > 0 ? $"apis/{Group}/v1/{Resource}" : $"api/v1/{Resource}";

    /// <summary>What a list is asked for with. A server that knows no partial objects sends whole ones.</summary>
    public string ListAccept => MetadataOnly ? $"application/json;as=PartialObjectMetadataList;{Metadata},application/json" : "application/json";

    /// <summary>What a watch is asked for with.</summary>
    public string WatchAccept => MetadataOnly ? $"application/json;as=PartialObjectMetadata;{Metadata},application/json" : "application/json";

    /// <summary>A page of the list; the first has no token. A limit of 0: all at once.</summary>
    public string ListPath(int limit, string? continuation) => limit == 0
        ? Path
        : continuation is null ? $"{Path}?limit={limit}" : $"{Path}?limit={limit}&continue={Uri.EscapeDataString(continuation)}";

    /// <summary>What changes after a version.</summary>
    public string WatchPath(string version, int timeoutSeconds) =>
        $"{Path}?watch=true&allowWatchBookmarks=true&timeoutSeconds={timeoutSeconds}&resourceVersion={Uri.EscapeDataString(version)}";

    /// <summary>The right that must be there, as a ClusterRole has it.</summary>
    public string Rule => $"{{apiGroups: [\"{Group}\"], resources: [\"{Resource}\"], verbs: [\"get\", \"list\", \"watch\"]}}";
}
