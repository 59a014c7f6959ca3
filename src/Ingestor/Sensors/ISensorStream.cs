using Eyrie.Contracts;
using Eyrie.Platform;

namespace Eyrie.Ingestor.Sensors;

/// <summary>A sensor's events. One implementation a kind of sensor and way to reach it.</summary>
internal interface ISensorStream
{
    /// <summary>The configured name: logs and metrics know the sensor by it.</summary>
    string Name { get; }

    /// <summary>
    /// True when the sensor keeps what nobody reads, so that reading may wait; false when it throws away, so that
    /// reading must never wait.
    /// </summary>
    bool KeepsUnread { get; }

    /// <summary>
    /// Connects, then yields events as they come, each with the sensor's own bytes in an array of its own. Ends when the sensor
    /// ends the stream; the caller connects again by calling again.
    /// </summary>
    /// <param name="cancellation">
    /// Stops reading. What the sensor has already given away is still yielded, for a short while, before the stream ends with
    /// <see cref="OperationCanceledException"/>.
    /// </param>
    /// <exception cref="PipelineException">
    /// <see cref="FailureKind.Transient"/>: not reachable, or broken off; connect again later.
    /// <see cref="FailureKind.Fatal"/>: our own files or settings make a connection impossible.
    /// </exception>
    IAsyncEnumerable<SensorEvent> ReadAsync(CancellationToken cancellation);
}
