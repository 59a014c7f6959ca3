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

    public static byte[] Write(ProcessImage image) => ProcessCodec.Write(image);

    public static ProcessImage? ReadProcess(string execId, byte[] value, SharedTexts texts) => ProcessCodec.Read(execId, value, texts);

    public static byte[] Write(Incident incident) => JsonSerializer.SerializeToUtf8Bytes(
        new()
        {
            Id = incident.Id,
            First = incident.First.UnixNanoseconds,
            Last = incident.Last.UnixNanoseconds,
            Alerts = incident.Alerts,
        },
        StateJson.Default.IncidentRecord);

    public static Incident? ReadIncident(string subject, byte[] value) =>
        JsonSerializer.Deserialize(value, StateJson.Default.IncidentRecord) is { Id.Length: > 0 } record
            ? new()
            {
                Id = record.Id,
                Subject = subject,
                First = new(record.First),
                Last = new(record.Last),
                Alerts = record.Alerts,
            }
            : null;

    public static byte[] Write(KnownContainer known) => JsonSerializer.SerializeToUtf8Bytes(
        new() { Seen = known.Seen.UnixNanoseconds, Pod = known.Pod, Container = known.Container },
        StateJson.Default.ContainerRecord);

    public static KnownContainer? ReadContainer(string id, byte[] value) =>
        JsonSerializer.Deserialize(value, StateJson.Default.ContainerRecord) is { } record
            ? new(id, record.Pod, record.Container) { Seen = new(record.Seen) }
            : null;

    public static byte[] Write(PartitionClock clock) => JsonSerializer.SerializeToUtf8Bytes(
        new() { Now = clock.Now.UnixNanoseconds }, StateJson.Default.ClockRecord);

    public static long ReadClock(byte[] value) => JsonSerializer.Deserialize(value, StateJson.Default.ClockRecord)?.Now ?? 0;
}
