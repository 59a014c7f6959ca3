using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>An alert that is not settled: somebody is still to be told of it, at one place or several.</summary>
internal sealed class PendingAlert(Alert alert, ConsumeResult<string, byte[]> record, bool isRetry)
{
    // What is read from a document takes about as much memory as the document, and a bit for itself.
    private const int OverheadBytes = 1_000;

    private int _places = 1;

    public Alert Alert { get; } = alert;

    /// <summary>The record as it was read: what a dead letter is made of.</summary>
    public ConsumeResult<string, byte[]> Record { get; } = record;

    /// <summary>A person sends it again: it is told whatever was told before.</summary>
    public bool IsRetry { get; } = isRetry;

    /// <summary>When Kafka got it.</summary>
    public DateTimeOffset Written { get; } = record.Message.Timestamp.UtcDateTime;

    /// <summary>About how much memory it takes.</summary>
    public static int SizeOf(ConsumeResult<string, byte[]> record) => ((record.Message.Value?.Length ?? 0) * 2) + OverheadBytes;

    /// <summary>At how many places it is to be told.</summary>
    public void GoesTo(int places) => _places = places;

    /// <summary>One place is done.</summary>
    /// <returns>It was the last one.</returns>
    public bool IsDoneAtLast() => Interlocked.Decrement(ref _places) == 0;
}
