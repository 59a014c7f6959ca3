using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Tests.OnCall;

/// <summary>Pending alerts for tests.</summary>
internal static class A
{
    public static readonly RouteTarget Target = new("", "", RouteSettings.None);

    private static int LastOffset;

    public static PendingAlert Pending(
        string incident, Severity severity = Severity.Warning, DateTimeOffset written = default, long sequence = 0, string? id = null)
    {
        var offset = Interlocked.Increment(ref LastOffset);
        var alert = An.Alert(id ?? $"a{offset}", severity, incident: incident) with { IncidentSequence = sequence };
        return new(alert, Record(alert, offset, written), isRetry: false);
    }

    private static ConsumeResult<string, byte[]> Record(Alert alert, long offset, DateTimeOffset written) => new()
    {
        TopicPartitionOffset = new("alerts", 0, offset),
        Message = new() { Key = "k", Value = alert.Document.ToArray(), Timestamp = new(written) },
    };
}
