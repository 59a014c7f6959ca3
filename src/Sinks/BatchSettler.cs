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

    /// <summary>When the task has completed, the batch's offsets may be committed.</summary>
    public async Task SettleAsync(IReadOnlyList<ConsumeResult<string, byte[]>> records, CancellationToken cancellation)
    {
        var batch = intake.Read(records);
        var rejected = batch.Alerts.Count == 0 ? [] : await delivery.DeliverAsync(batch.Alerts, cancellation);
        var letters = Letters(batch, rejected);
        await Task.WhenAll(letters.Select(letter =>
            dead.WriteAsync(letter.Record, route.Sink, letter.Reason, letter.Error, cancellation)));
        if (letters is [var first, ..])
        {
            logger.RecordsDeadLettered(route.Sink, letters.Count, dead.Topic, first.Error);
        }

        metrics.Settled(route.Sink, SinkOutcome.Written, batch.Alerts.Count - rejected.Count);
        metrics.Settled(route.Sink, SinkOutcome.Rejected, letters.Count);
        metrics.Left(route.Sink, batch.Left);
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
