using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Sinks;

/// <summary>Turns records into what a sink takes; leaves out what it does not want.</summary>
internal sealed class SinkIntake(SinkRoute route, AlertFilter filter)
{
    // Elasticsearch refuses a whole request for one id that is longer.
    private const int MaxIdLength = 128;

    /// <summary>Reads a batch.</summary>
    public SinkBatch Read(IReadOnlyList<ConsumeResult<string, byte[]>> records)
    {
        var batch = new SinkBatch(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (!TryRead(record, out var alert, out var problem))
            {
                batch.Unreadable.Add((record, problem));
            }
            else if (IsWanted(record, alert))
            {
                batch.Alerts.Add(alert);
                batch.Records.Add(record);
            }
            else
            {
                batch.Filtered++;
            }
        }

        return batch;
    }

    private bool TryRead(
        ConsumeResult<string, byte[]> record, [NotNullWhen(true)] out Alert? alert, out string problem)
    {
        (alert, problem) = (null, "");
        if (record.Message.Value is not { Length: > 0 } value)
        {
            problem = "the record has no value";
            return false;
        }

        try
        {
            alert = IsActivity(record) || (route.DocumentsOnly && filter.TakesAll)
                ? ReadDocument(record, value)
                : AlertCodec.Read(value) with { Kind = "alert" }; // the topic decides, not the document
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

    private Alert ReadDocument(ConsumeResult<string, byte[]> record, byte[] value)
    {
        var kind = IsActivity(record) ? "event" : "alert";
        return record.Message.Headers?.Text(RecordHeaders.Id) is { Length: > 0 } id
            ? new() { Id = id, Document = value, Kind = kind }
            : AlertCodec.Read(value) with { Kind = kind };
    }

    private bool IsWanted(ConsumeResult<string, byte[]> record, Alert alert) => IsActivity(record) || filter.Takes(alert);

    private bool IsActivity(ConsumeResult<string, byte[]> record) => record.Topic == route.Topics.Activity;
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

    /// <summary>How many the sink does not want.</summary>
    public int Filtered { get; set; }
}
