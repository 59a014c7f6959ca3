using System.Net;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods;

/// <summary>What an event says of its pod. Null: not said.</summary>
internal readonly record struct PodQuery
{
    /// <summary>All of a container's id or its first 12 or more characters.</summary>
    public string? ContainerId { get; init; }

    public string? Uid { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    /// <summary>The cluster's name, from the event's record.</summary>
    public string? Cluster { get; init; }

    /// <summary>When it happened: names and addresses are used again by later pods.</summary>
    public EventTime Time { get; init; }
}

/// <summary>Where pods are looked up: a file, a watch on the API server, a topic that such a watch fills.</summary>
internal interface IPodSource
{
    /// <summary>What documents call the source: <c>file</c>, <c>watch</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Finds a pod by the first that is known and fits: a container's id, the pod's uid, namespace and name. Never blocks
    /// on the network.
    /// </summary>
    /// <returns>The pod, with its container when the container's id named one; null when it is not known.</returns>
    PodFact? Find(in PodQuery query);

    /// <summary>The pod, service or node that had an address at a time; null when none is known. Never blocks on the network.</summary>
    EndpointFact? FindAddress(string? cluster, IPAddress address, EventTime time);

    /// <summary>A node by its name; null when it is not known. Never blocks on the network.</summary>
    NodeFact? FindNode(string? cluster, string node);

    /// <summary>The labels of a namespace; null when it is not known. Never blocks on the network.</summary>
    IReadOnlyDictionary<string, string>? FindNamespace(string? cluster, string name);
}

/// <summary>Knows no pod: events' own words are all there is.</summary>
internal sealed class NoPods : IPodSource
{
    public string Name => "none";

    public PodFact? Find(in PodQuery query) => null;

    public EndpointFact? FindAddress(string? cluster, IPAddress address, EventTime time) => null;

    public NodeFact? FindNode(string? cluster, string node) => null;

    public IReadOnlyDictionary<string, string>? FindNamespace(string? cluster, string name) => null;
}
