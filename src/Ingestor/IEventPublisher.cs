using Eyrie.Platform;

namespace Eyrie.Ingestor;

/// <summary>Hands a sensor's events to Kafka. A seam: tests of the pump stand in for Kafka here.</summary>
internal interface IEventPublisher
{
    /// <summary>
    /// Publishes what is in the buffer until it is completed and every event has its one outcome, counted: published, or
    /// dropped with a reason.
    /// </summary>
    /// <param name="buffer">Where the events are; the publisher is its only reader.</param>
    /// <param name="giveUp">Fires when the time to flush is over: what is not in Kafka by then is counted as dropped.</param>
    /// <exception cref="PipelineException">
    /// <see cref="FailureKind.Fatal"/>: Kafka refuses us for good, or events were lost because the time was over.
    /// </exception>
    Task PublishAsync(EventBuffer buffer, CancellationToken giveUp);
}
