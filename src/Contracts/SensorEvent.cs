using System.Security.Cryptography;
using System.Text;

namespace Eyrie.Contracts;

/// <summary>One event as a sensor sent it: the value of a record on <c>events.v1</c>. Nobody changes the bytes.</summary>
/// <param name="Payload">The sensor's own bytes, kept as evidence.</param>
/// <param name="Format">How to read them.</param>
/// <param name="Node">The node the sensor watches; the record's key.</param>
/// <param name="Received">When the Ingestor had read it.</param>
public readonly record struct SensorEvent(
    ReadOnlyMemory<byte> Payload, SensorFormat Format, string Node, EventTime Received)
{
    /// <summary>The Kubernetes cluster the node belongs to; null when the Ingestor was not told.</summary>
    public string? Cluster { get; init; }

    /// <summary>W3C trace context of the event's way through the pipeline; null when it is not traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>32 hex characters: the first 128 bits of SHA-256 over the payload and the node. Same event, same id.</summary>
    public string ComputeId()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Payload.Span);
        hash.AppendData(Encoding.UTF8.GetBytes(Node));
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..16]);
    }
}
