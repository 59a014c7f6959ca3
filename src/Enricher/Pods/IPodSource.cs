namespace Eyrie.Enricher.Pods;

/// <summary>Where pods are looked up: a file, later a watch on the API server.</summary>
internal interface IPodSource
{
    /// <summary>What documents call the source: <c>file</c>, <c>watch</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Finds a pod by the first that is known and fits: a container's id, the pod's uid, namespace and name. Never blocks
    /// on the network.
    /// </summary>
    /// <param name="containerId">All of a container's id or its first 12 or more characters; null when not known.</param>
    /// <param name="uid">The pod's uid; null when not known.</param>
    /// <param name="podNamespace">The pod's namespace; null when not known.</param>
    /// <param name="name">The pod's name; null when not known.</param>
    /// <returns>The pod, with its container when <paramref name="containerId"/> named one; null when it is not known.</returns>
    PodFact? Find(string? containerId, string? uid, string? podNamespace, string? name);
}

/// <summary>Knows no pod: events' own words are all there is.</summary>
internal sealed class NoPods : IPodSource
{
    public string Name => "none";

    public PodFact? Find(string? containerId, string? uid, string? podNamespace, string? name) => null;
}
