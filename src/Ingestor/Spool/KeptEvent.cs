using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Spool;

/// <summary>One event, or bytes that are none, on the way from a sensor to Kafka.</summary>
internal sealed class KeptEvent
{
    // What an event costs beside its payload: this object, its place in a lane, its texts' references.
    private const int Overhead = 256;

    public required SensorEvent Event { get; init; }

    /// <summary>The sensor that it came from.</summary>
    public required SensorTag Sensor { get; init; }

    /// <summary>Which lane it is kept in.</summary>
    public required EventWorth Worth { get; init; }

    /// <summary>Why it goes to <c>dead.v1</c>; null for an event.</summary>
    public string? Reason { get; init; }

    /// <summary>The same in words.</summary>
    public string? Error { get; init; }

    /// <summary>Its place in the order of all that was kept.</summary>
    public long Position { get; set; }

    /// <summary>Where it is on disk; null while it is in memory alone.</summary>
    public SpoolPlace? Place { get; set; }

    /// <summary>The next process finds it there.</summary>
    public bool IsOnDisk => Place is { Segment.IsGivenUp: false };

    /// <summary>Bytes of memory.</summary>
    public int Cost => Event.Payload.Length + Overhead;
}
