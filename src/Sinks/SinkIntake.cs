using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks;

/// <summary>Turns records into what a sink takes; leaves out what it does not want.</summary>
internal sealed class SinkIntake(SinkRoute route, IAlertRouter router, TimeProvider time)
{
    // Elasticsearch refuses a whole request for one id that is longer.
    private const int MaxIdLength = 128;

    /// <summary>Reads a batch.</summary>
    public SinkBatch Read(IReadOnlyList<ConsumeResult<string, byte[]>> records)
    {
        var batch = new SinkBatch(records.Count);
        var (now, takesAll) = (time.GetUtcNow(), route.DocumentsOnly && router.TakesAll(route.Sink));
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (IsForOthers(record))
            {
                continue;
            }

            if (!TryRead(record, takesAll, out var alert, out var problem))
            {
                batch.Unreadable.Add((record, problem));
            }
            else if (takesAll || IsActivity(record)
                || batch.Counts(router.Route(route.Sink, alert, now).Outcome) is RouteOutcome.Deliver)
            {
                batch.Alerts.Add(alert);
                batch.Records.Add(record);
            }
        }

        return batch;
    }

    // Another lane or another sink settles it.
    private bool IsForOthers(ConsumeResult<string, byte[]> record) => record.Topic == route.Topics.Retry
        ? !route.Sink.Equals(record.Message.Headers?.Text(RecordHeaders.Sink), StringComparison.Ordinal)
        : route.Lane is SinkLane.Ordinary && record.Message.Headers?.Text(RecordHeaders.Urgent) is not null;

    private bool TryRead(
        ConsumeResult<string, byte[]> record, bool takesAll, [NotNullWhen(true)] out Alert? alert, out string problem)
    {
        (alert, problem) = (null, "");
        if (record.Message.Value is not { Length: > 0 } value)
        {
            problem = "the record has no value";
            return false;
        }

        try
        {
            alert = IsActivity(record) || takesAll
                ? ReadDocument(record, value)
                : AlertCodec.Read(value) with { Kind = KindOf(record) };
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return false;
        }

        if (alert.Id.Length > MaxIdLength)
        {
            problem = $"the id has {alert.Id.Length} characters, {MaxIdLength} are allowed";
            return false;
        }

        return true;
    }

    private Alert ReadDocument(ConsumeResult<string, byte[]> record, byte[] value) =>
        record.Message.Headers?.Text(RecordHeaders.Id) is { Length: > 0 } id
            ? new() { Id = id, Document = value, Kind = KindOf(record) }
            : AlertCodec.Read(value) with { Kind = KindOf(record) };

    // The topic and its headers decide, not the document.
    private string KindOf(ConsumeResult<string, byte[]> record) =>
        IsActivity(record) || record.Message.Headers?.Text(RecordHeaders.Kind) is "event" ? "event" : "alert";

    private bool IsActivity(ConsumeResult<string, byte[]> record) => OriginOf(record) == route.Topics.Activity;

    // What is sent again is what it was when the sink read it first.
    private string OriginOf(ConsumeResult<string, byte[]> record) =>
        record.Topic == route.Topics.Retry && record.Message.Headers?.Text(RecordHeaders.Topic) is { } origin ? origin : record.Topic;
}

/// <summary>A Kafka batch as a sink sees it.</summary>
internal sealed class SinkBatch(int capacity)
{
    /// <summary>What is to be delivered.</summary>
    public List<Alert> Alerts { get; } = new(capacity);

    /// <summary>The record of each alert, at the same index.</summary>
    public List<ConsumeResult<string, byte[]>> Records { get; } = new(capacity);

    /// <summary>Records nobody can read, each with what is wrong.</summary>
    public List<(ConsumeResult<string, byte[]> Record, string Problem)> Unreadable { get; } = [];

    /// <summary>How many were not for the sink, by why.</summary>
    public int[] Left { get; } = new int[Enum.GetValues<RouteOutcome>().Length];

    /// <summary>Counts what is not delivered.</summary>
    public RouteOutcome Counts(RouteOutcome outcome)
    {
        Left[(int)outcome] += outcome is RouteOutcome.Deliver ? 0 : 1;
        return outcome;
    }
}
