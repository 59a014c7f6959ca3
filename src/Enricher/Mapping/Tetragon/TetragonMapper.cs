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
        Event.ProcessExec => Exec(basis, response, response.ProcessExec),
        Event.ProcessExit => Exit(basis, response, response.ProcessExit),
        Event.ProcessLoader => Loader(basis, response, response.ProcessLoader),
        Event.ProcessThrottle => TetragonLosses.Throttle(basis, response.ProcessThrottle),
        Event.RateLimitInfo => TetragonLosses.RateLimit(basis, response.RateLimitInfo),
        Event.Test => Test(basis, response.Test),
        _ => Policy(basis, response, TetragonPolicyEvent.Read(response)!.Value),
    };

    private static Observation Exec(Observation basis, GetEventsResponse response, ProcessExec exec)
    {
        var process = TetragonProcesses.Read(exec.Process);
        var fields = new FieldList();
        TetragonFields.Write(fields, response, exec.Process, exec.Parent);
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
            Fields = fields.Fields,
        };
    }

    private static Observation Exit(Observation basis, GetEventsResponse response, ProcessExit exit)
    {
        var process = TetragonProcesses.Read(exit.Process);
        var signal = TetragonProcesses.NullIfEmpty(exit.Signal);
        var fields = new FieldList();
        fields.Add("signal", signal);
        fields.Add("status", (long)exit.Status);
        TetragonFields.Write(fields, response, exit.Process, exit.Parent);
        return At(basis, exit.Process, exit.Parent) with
        {
            Kind = ObservationKind.ProcessExit,
            EventName = "process_exit",
            Action = "end", // Elastic Defend's word: Kibana's Session View asks for fork, exec, end
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

    private static Observation Loader(Observation basis, GetEventsResponse response, ProcessLoader loader)
    {
        var fields = new FieldList();
        fields.Add("path", loader.Path);
        fields.Add("buildid", Convert.ToHexStringLower(loader.Buildid.Span));
        TetragonFields.Write(fields, response, loader.Process, loader.Parent);
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
        var file = TetragonFiles.Read(action, SystemCalls.Kind(action), response, said);
        var kind = TetragonHooks.Kind(action, said, file, network);
        var taken = TetragonCredentials.Taken(action, said);
        var fields = new FieldList();
        TetragonFields.Write(fields, response, said);
        TetragonFields.Write(fields, response, said.Process, said.Parent);
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
            Message = TetragonMessages.Of(said, action, file, network, taken),
            Action = action,
            Outcome = Outcome(said.Return),
            Categories = kind.Categories,
            Types = kind.Types,
            Enforcement = said.Enforcement,
            Process = TetragonProcesses.Read(said.Process),
            Ancestors = TetragonProcesses.Read(said.Ancestors),
            File = file,
            Network = network,
            EffectiveUser = taken,
            Dns = TetragonHooks.Dns(action, said),
            Fields = fields.Fields,
        };
    }

    private static Observation Test(Observation basis, Test test)
    {
        var fields = new FieldList();
        fields.Add("arg0", test.Arg0);
        fields.Add("arg1", test.Arg1);
        fields.Add("arg2", test.Arg2);
        fields.Add("arg3", test.Arg3);
        return basis with { EventName = "test", Message = "Tetragon test event", Types = ActKind.Unknown.Types, Fields = fields.Fields };
    }

    private static Observation Unknown(Observation basis, UnknownTetragonEvent unknown)
    {
        var network = LegacyConnections.Network(unknown);
        var kind = SystemCalls.Kind(unknown.Name) ?? (network is null ? ActKind.Unknown : ActKind.Connection);
        var fields = new FieldList();
        fields.Add(unknown.Fields);
        TetragonFields.Write(fields, unknown.Process, unknown.Parent);
        return At(basis, unknown.Process, unknown.Parent) with
        {
            Message = TetragonMessages.Of(unknown, network),
            Action = SystemCalls.Kind(unknown.Name) is null ? null : unknown.Name["process_".Length..],
            Categories = kind.Categories,
            Types = kind.Types,
            Process = TetragonProcesses.Read(unknown.Process),
            Network = network,
            Dns = LegacyConnections.Dns(unknown),
            Fields = fields.Fields,
        };
    }

    private static Observation At(Observation basis, Process? process, Process? parent) => basis with
    {
        Parent = TetragonProcesses.Read(parent),
        Container = TetragonProcesses.Container(process),
        Pod = TetragonProcesses.Pod(process),
    };

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
}
