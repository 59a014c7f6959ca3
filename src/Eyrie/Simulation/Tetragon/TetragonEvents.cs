using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Hosts;

namespace Eyrie.Simulation.Tetragon;

/// <summary>Writes Tetragon's events. Processes in them are shared with other events, so nobody changes one.</summary>
internal sealed class TetragonEvents(string node)
{
    /// <summary>How much earlier an exec's event is than the start it tells of.</summary>
    private const long ExecLead = 200;

    public GetEventsResponse Exec(ProcessImage image) => new()
    {
        NodeName = node,
        Time = image.Message.StartTime.Nanos >= ExecLead
            ? new() { Seconds = image.Message.StartTime.Seconds, Nanos = (int)(image.Message.StartTime.Nanos - ExecLead) }
            : image.Message.StartTime,
        ProcessExec = new()
        {
            Process = image.Message,
            Parent = image.Parent?.Message,
            Ancestors = { image.Ancestors },
        },
    };

    /// <param name="image">What exits.</param>
    /// <param name="time">When.</param>
    /// <param name="status">Its exit status.</param>
    /// <param name="signal">What killed it, for instance <c>SIGKILL</c>; null: nothing did.</param>
    public GetEventsResponse Exit(ProcessImage image, EventTime time, uint status, string? signal) => new()
    {
        NodeName = node,
        Time = time.ToTimestamp(),
        ProcessExit = new()
        {
            Process = image.Message,
            Parent = image.Parent?.Message,
            Ancestors = { image.Ancestors },
            Signal = signal ?? "",
            Status = status,
            Time = time.ToTimestamp(),
        },
    };

    /// <param name="image">Who ran into the hook.</param>
    /// <param name="time">When.</param>
    /// <param name="hook">The policy's hook; its kind decides the kind of event.</param>
    /// <param name="args">What the hooked function was called with.</param>
    public GetEventsResponse Hooked(ProcessImage image, EventTime time, PolicyHook hook, params KprobeArgument[] args)
    {
        var said = new GetEventsResponse { NodeName = node, Time = time.ToTimestamp() };
        switch (hook.Kind)
        {
            case HookKind.Tracepoint:
                said.ProcessTracepoint = Tracepoint(image, hook, args);
                break;
            case HookKind.Lsm:
                said.ProcessLsm = Lsm(image, hook, args);
                break;
            default:
                said.ProcessKprobe = Kprobe(image, hook, args);
                break;
        }

        return said;
    }

    private static ProcessKprobe Kprobe(ProcessImage image, PolicyHook hook, KprobeArgument[] args) => new()
    {
        Process = image.Message,
        Parent = image.Parent?.Message,
        Ancestors = { image.Ancestors },
        FunctionName = hook.Function,
        Args = { args },
        Return = hook.Returns is { } value ? new KprobeArgument { IntArg = value } : null,
        Action = hook.Action,
        ReturnAction = hook.Returns is null ? KprobeAction.Unknown : KprobeAction.Post,
        PolicyName = hook.Policy,
        Message = hook.Message,
        Tags = { hook.Tags },
    };

    private static ProcessTracepoint Tracepoint(ProcessImage image, PolicyHook hook, KprobeArgument[] args) => new()
    {
        Process = image.Message,
        Parent = image.Parent?.Message,
        Ancestors = { image.Ancestors },
        Subsys = hook.Function[..hook.Function.IndexOf('/', StringComparison.Ordinal)],
        Event = hook.Function[(hook.Function.IndexOf('/', StringComparison.Ordinal) + 1)..],
        Args = { args },
        Action = hook.Action,
        PolicyName = hook.Policy,
        Message = hook.Message,
        Tags = { hook.Tags },
    };

    private static ProcessLsm Lsm(ProcessImage image, PolicyHook hook, KprobeArgument[] args) => new()
    {
        Process = image.Message,
        Parent = image.Parent?.Message,
        Ancestors = { image.Ancestors },
        FunctionName = hook.Function,
        Args = { args },
        Action = hook.Action,
        PolicyName = hook.Policy,
        Message = hook.Message,
        Tags = { hook.Tags },
    };
}
