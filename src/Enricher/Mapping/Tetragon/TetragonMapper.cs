using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Event = Eyrie.Protos.Tetragon.GetEventsResponse.EventOneofCase;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Translates a Tetragon event into an observation. Pure.</summary>
internal static class TetragonMapper
{
    /// <summary>Maps one event.</summary>
    public static Observation Map(in TetragonEvent read, in SensorEvent origin, string id)
    {
        var response = read.Response;
        var basis = new Observation
        {
            Id = id,
            Format = origin.Format,
            Node = origin.Node,
            Cluster = origin.Cluster ?? TetragonProcesses.NullIfEmpty(response.ClusterName),
            TraceParent = origin.TraceParent,
            Time = SensorMapper.Settle(TetragonProcesses.Moment(response.Time), origin.Received),
            Received = origin.Received,
            Kind = ObservationKind.Other,
            EventName = read.Unknown?.Name ?? "unknown",
            SensorHost = TetragonProcesses.NullIfEmpty(response.NodeName),
        };
        return read.Unknown is { } unknown ? Unknown(basis, unknown) : Known(basis, response);
    }

    private static Observation Known(Observation basis, GetEventsResponse response) => response.EventCase switch
    {
        Event.ProcessExec => Exec(basis, response.ProcessExec),
        Event.ProcessExit => Exit(basis, response.ProcessExit),
        Event.ProcessLoader => Loader(basis, response.ProcessLoader),
        Event.ProcessThrottle => TetragonLosses.Throttle(basis, response.ProcessThrottle),
        Event.RateLimitInfo => TetragonLosses.RateLimit(basis, response.RateLimitInfo),
        Event.Test => basis with { EventName = "test", Message = "Tetragon test event" },
        _ => Policy(basis, response, TetragonPolicyEvent.Read(response)!.Value),
    };

    private static Observation Exec(Observation basis, ProcessExec exec)
    {
        var process = TetragonProcesses.Read(exec.Process);
        var old = process?.Flags?.Contains("procFS", StringComparison.Ordinal) is true;
        return At(basis, exec.Process, exec.Parent) with
        {
            Kind = ObservationKind.ProcessStart,
            EventName = "process_exec",
            Action = "exec",
            Message = $"{(old ? "Process runs" : "Process started")}: {process?.CommandLine}",
            Categories = ["process"],
            Types = [old ? "info" : "start"],
            Process = process,
            Ancestors = TetragonProcesses.Read(exec.Ancestors),
            Fields = Fields(exec.Process),
        };
    }

    private static Observation Exit(Observation basis, ProcessExit exit)
    {
        var process = TetragonProcesses.Read(exit.Process);
        var signal = TetragonProcesses.NullIfEmpty(exit.Signal);
        var fields = new FieldList();
        fields.Add("signal", signal);
        fields.Add("status", (long)exit.Status);
        TetragonFields.Write(fields, "process.", exit.Process);
        return At(basis, exit.Process, exit.Parent) with
        {
            Kind = ObservationKind.ProcessExit,
            EventName = "process_exit",
            Action = "exit",
            Message = $"Process ended{(signal is null ? $" with {exit.Status}" : $" by {signal}")}: {process?.CommandLine}",
            Categories = ["process"],
            Types = ["end"],
            Process = process is null ? null : process with
            {
                End = TetragonProcesses.Moment(exit.Time) ?? basis.Time,
                ExitCode = signal is null ? exit.Status : null,
                ExitSignal = signal,
            },
            Ancestors = TetragonProcesses.Read(exit.Ancestors),
            Fields = fields.Fields,
        };
    }

    private static Observation Loader(Observation basis, ProcessLoader loader)
    {
        var fields = new FieldList();
        fields.Add("path", loader.Path);
        fields.Add("buildid", Convert.ToHexStringLower(loader.Buildid.Span));
        TetragonFields.Write(fields, "process.", loader.Process);
        return At(basis, loader.Process, loader.Parent) with
        {
            EventName = "process_loader",
            Action = "load",
            Message = $"Loaded {loader.Path}",
            Categories = ["library"],
            Types = ["start"],
            Process = TetragonProcesses.Read(loader.Process),
            Ancestors = TetragonProcesses.Read(loader.Ancestors),
            File = loader.Path.Length == 0 ? null : new(loader.Path),
            Fields = fields.Fields,
        };
    }

    private static Observation Policy(Observation basis, GetEventsResponse response, in TetragonPolicyEvent said)
    {
        var action = TetragonHooks.Action(said.Hook);
        var network = TetragonHooks.Network(action, said);
        var file = TetragonHooks.File(action, said) is { } touched ? touched with { Hash = Hash(response) } : null;
        var (category, type) = TetragonHooks.Categories(action, said, file, network);
        var fields = new FieldList();
        TetragonFields.Write(fields, response, said);
        TetragonFields.Write(fields, "process.", said.Process);
        return At(basis, said.Process, said.Parent) with
        {
            Kind = ObservationKind.PolicyEvent,
            EventName = EventName(response.EventCase),
            Rule = said.Policy.Length == 0 ? null : new(said.Policy)
            {
                Description = TetragonProcesses.NullIfEmpty(said.Message),
                Ruleset = "TracingPolicy",
                Tags = [.. said.Tags],
            },
            Message = TetragonMessages.Of(said, action, file, network),
            Action = action,
            Outcome = Outcome(said.Return),
            Categories = [category],
            Types = [type],
            Enforcement = said.Enforcement,
            Process = TetragonProcesses.Read(said.Process),
            Ancestors = TetragonProcesses.Read(said.Ancestors),
            File = file,
            Network = network,
            Fields = fields.Fields,
        };
    }

    private static Observation Unknown(Observation basis, UnknownTetragonEvent unknown) =>
        At(basis, unknown.Process, unknown.Parent) with
        {
            Message = $"Tetragon event {unknown.Name}",
            Types = ["info"],
            Process = TetragonProcesses.Read(unknown.Process),
            Fields = unknown.Fields,
        };

    private static Observation At(Observation basis, Process? process, Process? parent) => basis with
    {
        Parent = TetragonProcesses.Read(parent),
        Container = TetragonProcesses.Container(process),
        Pod = TetragonProcesses.Pod(process),
    };

    private static IReadOnlyList<KeyValuePair<string, string>> Fields(Process? process)
    {
        var fields = new FieldList();
        TetragonFields.Write(fields, "process.", process);
        return fields.Fields;
    }

    private static string EventName(Event kind) => kind switch
    {
        Event.ProcessKprobe => "process_kprobe",
        Event.ProcessTracepoint => "process_tracepoint",
        Event.ProcessUprobe => "process_uprobe",
        Event.ProcessLsm => "process_lsm",
        _ => "process_usdt",
    };

    // A system call answers with a negative error number.
    private static string? Outcome(KprobeArgument? answer) => answer switch
    {
        { HasIntArg: true } => answer.IntArg < 0 ? "failure" : "success",
        { HasLongArg: true } => answer.LongArg < 0 ? "failure" : "success",
        _ => null,
    };

    private static KeyValuePair<string, string>? Hash(GetEventsResponse response) =>
        response.EventCase is Event.ProcessLsm && response.ProcessLsm.ImaHash.Split(':') is [{ Length: > 0 } algorithm, { Length: > 0 } value]
            ? new(algorithm, value)
            : null;
}
