using Eyrie.Platform;

namespace Eyrie.Ingestor.Sensors;

/// <summary>A sensor's events. One implementation a kind of sensor and way to reach it.</summary>
internal interface ISensorStream
{
    /// <summary>
    /// Connects, then hands events to the intake as they come, each with the sensor's own bytes in an array of its own. Completes when the
    /// sensor ends the stream; the caller connects again by calling again.
    /// </summary>
    /// <param name="intake">Where events go. A sensor that throws away what nobody reads is read without ever waiting for room.</param>
    /// <param name="cancellation">
    /// Stops reading. What the sensor has already given away is still handed over, for a short while, before the stream ends with
    /// <see cref="OperationCanceledException"/>.
    /// </param>
    /// <exception cref="PipelineException">
    /// <see cref="FailureKind.Transient"/>: not reachable, or broken off; connect again later.
    /// <see cref="FailureKind.Fatal"/>: our own files or settings make a connection impossible.
    /// </exception>
    Task ReadAsync(IEventIntake intake, CancellationToken cancellation);

    /// <summary>True when the stream has one end and no beginning after it, as standard input.</summary>
    bool EndsForGood => false;
}
