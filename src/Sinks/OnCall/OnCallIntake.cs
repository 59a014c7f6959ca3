using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>Reads records, asks the router, takes alerts to the dispatcher.</summary>
internal sealed class OnCallIntake(string sink, Topics topics, IAlertRouter router, Dispatcher dispatcher, Settlement settlement, TimeProvider time)
{
    /// <summary>Takes a record; it is settled now, or when people were told.</summary>
    /// <returns>A record that nobody can read, with what is wrong; null when it could be read.</returns>
    public string? Take(ConsumeResult<string, byte[]> record)
    {
        settlement.Begin(record);
        if (IsForOthers(record))
        {
            settlement.PassOver(record, outcome: null);
            return null;
        }

        Alert alert;
        try
        {
            alert = record.Message.Value is { Length: > 0 } value ? AlertCodec.Read(value) : throw new FormatException("the record has no value");
        }
        catch (FormatException e)
        {
            return e.Message;
        }

        var pending = new PendingAlert(alert, record, isRetry: record.Topic == topics.Retry);
        if (alert.ClosesIncident)
        {
            dispatcher.Close(pending);
        }
        else
        {
            Route(pending);
        }

        return null;
    }

    private void Route(PendingAlert pending)
    {
        var decision = router.Route(sink, pending.Alert, time.GetUtcNow());
        if (decision is { Outcome: RouteOutcome.Deliver, Targets.Count: > 0 })
        {
            dispatcher.Deliver(pending, decision.Targets);
        }
        else
        {
            settlement.PassOver(pending.Record, decision.Outcome switch
            {
                RouteOutcome.Suppressed => SinkOutcome.Suppressed,
                RouteOutcome.Silenced => SinkOutcome.Silenced,
                RouteOutcome.Muted => SinkOutcome.Muted,
                _ => SinkOutcome.Filtered,
            });
        }
    }

    // What is urgent is read on its own topic; what a person sends again is for one sink.
    private bool IsForOthers(ConsumeResult<string, byte[]> record) => record.Topic == topics.Retry
        ? !sink.Equals(record.Message.Headers?.Text(RecordHeaders.Sink), StringComparison.Ordinal)
        : record.Topic == topics.Alerts && record.Message.Headers?.Text(RecordHeaders.Urgent) is not null;
}
