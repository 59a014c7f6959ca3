using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Ingestor.Health;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Publishing;

/// <summary>Knows whether Kafka takes events, and tells each change once.</summary>
internal sealed class PublisherStatus(Func<Error, string, KafkaTrouble> explain, HealthReporter health, ILogger<PublisherStatus> logger)
{
    private volatile KafkaTrouble? _trouble;

    /// <summary>Why Kafka does not take events; null when it does, as far as we know.</summary>
    public string? Trouble => _trouble?.Sentence;

    public void Arrived()
    {
        if (_trouble is not null && Interlocked.Exchange(ref _trouble, null) is not null)
        {
            logger.PublishingRecovered();
            health.Report(new(HealthKind.KafkaRecovered));
        }
    }

    public void Troubled(Error error, string topic)
    {
        if (KafkaFailures.Classify(error) is not FailureKind.Rejected)
        {
            Troubled(explain(error, topic));
        }
    }

    /// <summary>Nothing that was sent has arrived for so long, and no record has failed either.</summary>
    public void Stalled(TimeSpan length)
    {
        if (_trouble is null)
        {
            Troubled(new(KafkaTroubleKind.Unreachable, $"nothing that was sent was acknowledged for {length.TotalSeconds:0} s"));
        }
    }

    public void Refused(Delivery delivery, Error error) => logger.EventRejected(
        delivery.Kept.Sensor.Name,
        delivery.Kept.Event.ComputeId(),
        delivery.Kept.Event.Payload.Length,
        explain(error, delivery.RejectReason is null ? "events" : "dead letters").Sentence);

    private void Troubled(KafkaTrouble trouble)
    {
        if (Interlocked.Exchange(ref _trouble, trouble)?.Kind != trouble.Kind)
        {
            logger.PublishingTroubled(trouble.Sentence);
            health.Report(new(HealthKind.KafkaTrouble) { Reason = trouble.Sentence });
        }
    }
}
