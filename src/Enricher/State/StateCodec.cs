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

    public static byte[] Write(ProcessImage image) => JsonSerializer.SerializeToUtf8Bytes(
        new()
        {
            Ktime = image.Ktime,
            Pid = image.Pid,
            ParentExecId = image.ParentExecId,
            Start = image.Start.UnixNanoseconds,
            End = image.End?.UnixNanoseconds ?? 0,
            Gone = image.Gone?.UnixNanoseconds ?? 0,
            Executable = image.Executable,
            CommandLine = image.CommandLine,
            WorkingDirectory = image.WorkingDirectory,
            Flags = image.Flags,
            ContainerId = image.ContainerId,
            User = image.User,
            More = image.Extras,
        },
        StateJson.Default.ProcessRecord);

    public static ProcessImage? ReadProcess(string execId, byte[] value, SharedTexts texts) =>
        JsonSerializer.Deserialize(value, StateJson.Default.ProcessRecord) is { } record
            ? new(execId, record.Ktime, record.Pid)
            {
                ParentExecId = record.ParentExecId,
                Start = new(record.Start),
                End = record.End == 0 ? null : new(record.End),
                Gone = record.Gone == 0 ? null : new(record.Gone),
                Executable = texts.Share(record.Executable),
                CommandLine = record.CommandLine,
                WorkingDirectory = texts.Share(record.WorkingDirectory),
                Flags = texts.Share(record.Flags),
                ContainerId = texts.Share(record.ContainerId),
                User = texts.Share(record.User),
                Extras = record.More,
            }
            : null;

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
