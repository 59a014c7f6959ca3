using System.Text.Json;
using Eyrie.Enricher.Incidents;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.State;

/// <summary>How the things that the Enricher remembers stand in <c>state.v1</c>.</summary>
internal static class StateCodec
{
    public const string Clock = "clock";
    public const string Process = "process/";
    public const string Pending = "pending/";
    public const string Incident = "incident/";
    public const string Container = "container/";
    public const string Node = "node/";
    public const string Seen = "seen/";

    public static byte[] Write(ProcessImage image) => ProcessCodec.Write(image);

    public static ProcessImage? ReadProcess(string execId, byte[] value, SharedTexts texts) => ProcessCodec.Read(execId, value, texts);

    public static byte[] Write(Incident incident) => IncidentCodec.Write(incident);

    public static Incident? ReadIncident(string subject, byte[] value) => IncidentCodec.Read(subject, value);

    public static byte[] Write(KnownContainer known) => JsonSerializer.SerializeToUtf8Bytes(
        new() { Seen = known.Seen.UnixNanoseconds, Pod = known.Pod, Container = known.Container },
        StateJson.Default.ContainerRecord);

    public static KnownContainer? ReadContainer(string id, byte[] value) =>
        JsonSerializer.Deserialize(value, StateJson.Default.ContainerRecord) is { } record
            ? new(id, record.Pod, record.Container) { Seen = new(record.Seen) }
            : null;

    /// <summary>An alert that waits: not the event itself, which may hold secrets and be large, but where it is.</summary>
    public static byte[] Write(WaitingAlert waiting) => JsonSerializer.SerializeToUtf8Bytes(
        new() { Offset = waiting.Record.Offset.Value, Deadline = waiting.Deadline.UnixNanoseconds }, JournalJson.Default.PendingRecord);

    public static PendingAlert ReadPending(string id, byte[] value) =>
        JsonSerializer.Deserialize(value, JournalJson.Default.PendingRecord) is { Offset: { } offset, Deadline: var deadline }
            ? new(id, offset, new(deadline))
            : throw new FormatException("the record names no offset");

    public static byte[] Write(NodeRecord times) => JsonSerializer.SerializeToUtf8Bytes(times, JournalJson.Default.NodeRecord);

    public static NodeRecord ReadNode(byte[] value) => JsonSerializer.Deserialize(value, JournalJson.Default.NodeRecord)
        ?? throw new FormatException("the record holds no times");

    public static byte[] Write(PartitionClock clock) => JsonSerializer.SerializeToUtf8Bytes(
        new() { Now = clock.Now.UnixNanoseconds, SweptPeriod = clock.SweptPeriod, QuietTicks = clock.Quiet.Ticks }, StateJson.Default.ClockRecord);

    public static ClockRecord? ReadClock(byte[] value) => JsonSerializer.Deserialize(value, StateJson.Default.ClockRecord);
}
