using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads objects of one kind from the API's bytes: one implementation a shape. Not thread-safe.</summary>
internal interface IObjectReader
{
    /// <summary>The metadata of the last object that was read.</summary>
    ObjectMetadata Metadata { get; }

    /// <summary>Reads one object.</summary>
    /// <param name="reader">On the object's beginning; at its end afterwards.</param>
    /// <returns>Null when it has no uid or name.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">It has a text that is no UTF-8.</exception>
    IClusterObject? Read(ref Utf8JsonReader reader);
}
