using System.Diagnostics;
using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>An alert that is not settled: somebody is still to be told of it, at one place or several.</summary>
internal sealed class PendingAlert(Alert alert, ConsumeResult<string, byte[]> record, bool isRetry)
{
    // What is read from a document takes about as much memory as the document, and a bit for itself.
    private const int OverheadBytes = 1_000;

    // Id, severity, rule, sequence, and the offset that waits.
    private const int FoldedBytes = 700;

    private int _places = 1;

    /// <summary>Its document is empty where only what it says is kept, most else, too, where it is only counted.</summary>
    public Alert Alert { get; private set; } = alert;

    /// <summary>The record as it was read: what a dead letter is made of. Without its message it is to be read again for that.</summary>
    public ConsumeResult<string, byte[]> Record { get; private set; } = record;

    /// <summary>A person sends it again: it is told whatever was told before.</summary>
    public bool IsRetry { get; } = isRetry;

    /// <summary>When Kafka got it.</summary>
    public DateTimeOffset Written { get; } = record.Message.Timestamp.UtcDateTime;

    /// <summary>The span that sent it; null when it is not traced.</summary>
    public ActivityContext? Sent { get; } = DeliverySpans.Sent(record);

    /// <summary>When what it tells of happened.</summary>
    public RecordMoments Moments { get; } = RecordMoments.Of(record);

    /// <summary>About how much memory it takes.</summary>
    public static int SizeOf(ConsumeResult<string, byte[]> record) => ((record.Message.Value?.Length ?? 0) * 2) + OverheadBytes;

    /// <summary>About how much memory it takes now.</summary>
    public int Bytes { get; private set; } = SizeOf(record);

    /// <summary>Nobody is to be told of it any more.</summary>
    public bool IsDone => Volatile.Read(ref _places) <= 0;

    /// <summary>Keeps what the alert says, and forgets its document and record. What goes to several places is kept whole.</summary>
    /// <returns>It takes less memory now.</returns>
    public bool Forget()
    {
        if (_places != 1 || Alert.Document.IsEmpty)
        {
            return false;
        }

        (Bytes, Record) = (OverheadBytes + Alert.Document.Length, WithoutMessage());
        Alert = Alert with { Document = default };
        return true;
    }

    /// <summary>Keeps what is counted.</summary>
    /// <param name="group">The name of its group, usually that of its incident: one text for all.</param>
    /// <returns>It takes less memory now.</returns>
    public bool Fold(string group)
    {
        if (_places != 1 || Bytes <= FoldedBytes)
        {
            return false;
        }

        (Bytes, Record) = (FoldedBytes, WithoutMessage());
        Alert = new()
        {
            Id = Alert.Id,
            Document = default,
            Time = Alert.Time,
            Kind = string.IsInterned(Alert.Kind) ?? Alert.Kind,
            Sensor = string.IsInterned(Alert.Sensor) ?? Alert.Sensor,
            Severity = Alert.Severity,
            RiskScore = Alert.RiskScore,
            Rule = RuleNames.Share(Alert.Rule),
            Incident = Alert.Incident == group ? group : Alert.Incident,
            IncidentSequence = Alert.IncidentSequence,
            Repeats = Alert.Repeats,
        };
        return true;
    }

    /// <summary>At how many places it is to be told.</summary>
    public void GoesTo(int places) => _places = places;

    /// <summary>One place is done.</summary>
    /// <returns>It was the last one.</returns>
    public bool IsDoneAtLast() => Interlocked.Decrement(ref _places) == 0;

    private ConsumeResult<string, byte[]> WithoutMessage() => new() { Topic = Record.Topic, Partition = Record.Partition, Offset = Record.Offset };
}
