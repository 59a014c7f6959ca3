using Confluent.Kafka;
using Eyrie.Contracts;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks;

/// <summary>Brings a Kafka batch to its end: each record is delivered, filtered or dead-lettered, and counted once.</summary>
internal sealed class BatchSettler(
    SinkRoute route,
    SinkIntake intake,
    SinkDelivery delivery,
    DeadLetters dead,
    SinkMetrics metrics,
    ILogger<BatchSettler> logger)
{
    private const string Unreadable = "unreadable";
    private const string Rejected = "rejected";

    /// <summary>Settles a batch; when the host stops meanwhile, what is under way.</summary>
    /// <returns>The records that are settled: their offsets may be committed. They are all, unless the host stops.</returns>
    public async Task<IReadOnlyList<ConsumeResult<string, byte[]>>> SettleAsync(IReadOnlyList<ConsumeResult<string, byte[]>> records, SinkStop stop)
    {
        var batch = intake.Read(records);
        var delivered = batch.Alerts.Count == 0 ? DeliveredBatch.Empty : await DeliverAsync(batch, stop);
        var letters = Letters(batch, delivered.Rejected);
        await Task.WhenAll(letters.Select(letter =>
            dead.WriteAsync(letter.Record, route.Sink, letter.Reason, letter.Error, stop.Last)));
        if (letters is [var first, ..])
        {
            logger.RecordsDeadLettered(route.Sink, letters.Count, dead.Topic, first.Error);
        }

        Measure(batch, delivered);
        metrics.DeadLettered(route.Sink, Unreadable, batch.Unreadable.Count);
        metrics.DeadLettered(route.Sink, Rejected, letters.Count - batch.Unreadable.Count);
        metrics.Settled(route.Sink, SinkOutcome.Written, batch.Alerts.Count - delivered.Rejected.Count - (delivered.Open?.Count ?? 0));
        metrics.Settled(route.Sink, SinkOutcome.Rejected, letters.Count);
        metrics.Left(route.Sink, batch.Left);
        return delivered.Open is { Count: > 0 } open ? SettledRecords.BeforeOpen(records, batch, open) : records;
    }

    private async Task<DeliveredBatch> DeliverAsync(SinkBatch batch, SinkStop stop)
    {
        using var spans = DeliverySpans.Begin(route.Sink, route.Group, Traced(batch.Records));
        var delivered = await delivery.DeliverAsync(batch.Alerts, stop);
        if (delivered is not { Rejected.Count: 0, Open: null })
        {
            spans?.Failed(delivered.Open is null ? Rejected : "stopped");
        }

        return delivered;
    }

    private static IEnumerable<(TopicPartitionOffset, System.Diagnostics.ActivityContext)> Traced(IEnumerable<ConsumeResult<string, byte[]>> records)
    {
        foreach (var record in records)
        {
            if (DeliverySpans.Sent(record) is { } sent)
            {
                yield return (record.TopicPartitionOffset, sent);
            }
        }
    }

    // What was not taken has no answer that anybody waited for; what is sent again is as old as the person was slow.
    private void Measure(SinkBatch batch, DeliveredBatch delivered)
    {
        HashSet<Alert>? others = delivered is { Rejected.Count: 0, Open: null }
            ? null
            : new(delivered.Rejected.Select(one => one.Alert).Concat(delivered.Open ?? new HashSet<Alert>()), ReferenceEqualityComparer.Instance);
        for (var i = 0; i < batch.Alerts.Count; i++)
        {
            var record = batch.Records[i];
            if (record.Topic != route.Topics.Retry && others?.Contains(batch.Alerts[i]) is not true)
            {
                metrics.Answered(route.Sink, RecordMoments.Of(record), isActivity: record.Topic == route.Topics.Activity, delivered.At);
            }
        }
    }

    private static List<(ConsumeResult<string, byte[]> Record, string Reason, string Error)> Letters(
        SinkBatch batch, IReadOnlyList<RejectedAlert> rejected)
    {
        var letters = batch.Unreadable.ConvertAll(one => (one.Record, Unreadable, one.Problem));
        if (rejected.Count > 0)
        {
            var records = new Dictionary<Alert, ConsumeResult<string, byte[]>>(ReferenceEqualityComparer.Instance);
            for (var i = 0; i < batch.Alerts.Count; i++)
            {
                records[batch.Alerts[i]] = batch.Records[i];
            }

            letters.AddRange(rejected.Select(one => (records[one.Alert], Rejected, one.Reason)));
        }

        return letters;
    }
}
