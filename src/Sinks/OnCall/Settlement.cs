using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.OnCall;

/// <summary>Brings alerts to their end: counts each once, lets its offset be committed. Thread-safe.</summary>
internal sealed class Settlement(string sink, OnCallOffsets offsets, DeadLetters dead, SinkMetrics metrics, TimeProvider time, ILogger logger)
{
    private const string Unreadable = "unreadable";
    private const string Rejected = "rejected";
    private const int MostAtOnce = 500;

    /// <summary>No more is read before some of what waits is settled.</summary>
    public bool IsFull => offsets.IsFull;

    /// <summary>An alert was read; it must be settled some day.</summary>
    public void Begin(ConsumeResult<string, byte[]> record) => offsets.Read(record);

    /// <summary>It takes less memory than it did.</summary>
    public void Lightened(PendingAlert alert) => offsets.Resize(alert);

    /// <summary>Nobody is to be told of it.</summary>
    public void PassOver(ConsumeResult<string, byte[]> record, SinkOutcome? outcome)
    {
        offsets.Settle(record);
        if (outcome is { } counted)
        {
            metrics.Settled(sink, counted, 1);
        }
    }

    /// <summary>One of its places is done.</summary>
    public void Settle(PendingAlert alert, SinkOutcome outcome)
    {
        if (!alert.IsDoneAtLast())
        {
            return;
        }

        PassOver(alert.Record, alert.Alert.ClosesIncident ? null : outcome); // the word that one is over is no alert
        if (outcome is SinkOutcome.Written && alert is { IsRetry: false, Alert.ClosesIncident: false })
        {
            metrics.Answered(sink, alert.Moments, isActivity: false, Contracts.EventTime.From(time.GetUtcNow()));
        }

        if (outcome is SinkOutcome.Written && alert.Alert.Severity >= Contracts.Severity.Critical)
        {
            metrics.UrgentTold(sink, time.GetUtcNow() - alert.Written);
        }
    }

    /// <summary>It can never be told: a person finds it on the dead letters.</summary>
    public async Task BuryAsync(IReadOnlyList<PendingAlert> alerts, string error, CancellationToken cancellation)
    {
        // In parts: those of which only the place is known are read again, and a second try goes on where the first one failed.
        foreach (var part in alerts.Where(alert => !alert.IsDone).OrderBy(alert => alert.Record.Offset.Value).Chunk(MostAtOnce))
        {
            var whole = dead.ReadAgain([.. part.Select(alert => alert.Record)], cancellation);
            await Task.WhenAll(whole.Select(record => dead.WriteAsync(record, sink, Rejected, error, cancellation)));
            metrics.DeadLettered(sink, Rejected, part.Length);
            foreach (var alert in part)
            {
                Settle(alert, SinkOutcome.Rejected);
            }
        }

        logger.RecordsDeadLettered(sink, alerts.Count, dead.Topic, error);
    }

    /// <summary>Nobody can read it.</summary>
    public async Task BuryAsync(ConsumeResult<string, byte[]> record, string error, CancellationToken cancellation)
    {
        await dead.WriteAsync(record, sink, Unreadable, error, cancellation);
        metrics.DeadLettered(sink, Unreadable, 1);
        logger.RecordsDeadLettered(sink, 1, dead.Topic, error);
        PassOver(record, SinkOutcome.Rejected);
    }
}
