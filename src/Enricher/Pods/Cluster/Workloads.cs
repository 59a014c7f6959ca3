namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// Whom a pod belongs to, as people call it: the Deployment, not its ReplicaSet. Asks nobody: what lies between is known, or told
/// by the name that Kubernetes gave it.
/// </summary>
internal static class Workloads
{
    private const string HashDigits = "456789bcdf"; // how Kubernetes writes the digits 0 to 9 in a pod template's hash
    private const int LongestHash = 10;
    private const int ShortestHash = 4;
    private const int ShortestMinute = 8; // of a CronJob's Job: minutes since 1970, in old versions seconds
    private const int LongestMinute = 10;

    /// <summary>The workload of a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="state">What it is like now.</param>
    /// <param name="owner">The ReplicaSet or Job that controls it; null when it is not known.</param>
    public static (string Kind, string Name) Of(KnownPod pod, PodState state, KnownOwner? owner) => state.Owner switch
    {
        null => ("Pod", pod.Name),
        { Kind: "Node" } => ("Pod", WithoutNode(pod.Name, state.Node)), // a static pod: the kubelet put the node's name behind its own
        { Kind: "ReplicaSet" or "Job" } direct when owner is not null => owner.Owner is { } above ? (above.Kind, above.Name) : (direct.Kind, direct.Name),
        { Kind: "ReplicaSet" } unknown when Cut(unknown.Name, HashDigits, ShortestHash, LongestHash) is { } name => ("Deployment", name),
        { Kind: "Job" } unknown when Cut(unknown.Name, "0123456789", ShortestMinute, LongestMinute) is { } name => ("CronJob", name),
        var direct => (direct.Kind, direct.Name),
    };

    private static string WithoutNode(string name, string? node) =>
        node is { Length: > 0 } && name.Length > node.Length + 1 && name.EndsWith(node, StringComparison.Ordinal) && name[^(node.Length + 1)] == '-'
            ? name[..^(node.Length + 1)]
            : name;

    private static string? Cut(string name, string characters, int least, int most)
    {
        var dash = name.LastIndexOf('-');
        var end = name.AsSpan(dash + 1);
        return dash > 0 && end.Length >= least && end.Length <= most && !end.ContainsAnyExcept(characters) ? name[..dash] : null;
    }
}
