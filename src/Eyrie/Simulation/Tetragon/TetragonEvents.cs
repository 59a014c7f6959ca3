using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Hosts;

namespace Eyrie.Simulation.Tetragon;

/// <summary>Writes Tetragon's events. Processes in them are shared with other events, so nobody changes one.</summary>
internal sealed class TetragonEvents(string node)
{
    /// <summary>How many nanoseconds an exec's event is earlier than the start it tells of.</summary>
    private const long ExecLead = 200;

    public SensorMessage Exec(ProcessImage image)
    {
        var body = new ProcessExec();
        var frame = FrameAt(new(image.Started.UnixNanoseconds - ExecLead));
        var bytes = EventBytes.Write(
            frame, body, GetEventsResponse.ProcessExecFieldNumber, ProcessExec.AncestorsFieldNumber, image);
        (body.Process, body.Parent) = (image.Message, image.Parent?.Message);
        body.Ancestors.Add(image.Ancestors);
        frame.ProcessExec = body;
        return new(bytes, frame);
    }

    /// <param name="image">What exits.</param>
    /// <param name="time">When.</param>
    /// <param name="status">Its exit status.</param>
    /// <param name="signal">What killed it, for instance <c>SIGKILL</c>; null: nothing did.</param>
    public SensorMessage Exit(ProcessImage image, EventTime time, uint status, string? signal)
    {
        var body = new ProcessExit { Signal = signal ?? "", Status = status, Time = time.ToTimestamp() };
        var frame = FrameAt(time);
        var bytes = EventBytes.Write(
            frame, body, GetEventsResponse.ProcessExitFieldNumber, ProcessExit.AncestorsFieldNumber, image);
        (body.Process, body.Parent) = (image.Message, image.Parent?.Message);
        body.Ancestors.Add(image.Ancestors);
        frame.ProcessExit = body;
        return new(bytes, frame);
    }

    /// <param name="image">Who ran into the hook.</param>
    /// <param name="time">When.</param>
    /// <param name="hook">The policy's hook; its kind decides the kind of event.</param>
    /// <param name="args">What the hooked function was called with.</param>
    public SensorMessage Hooked(ProcessImage image, EventTime time, PolicyHook hook, params KprobeArgument[] args) =>
        hook.Kind switch
        {
            HookKind.Tracepoint => Tracepoint(image, FrameAt(time), hook, args),
            HookKind.Lsm => Lsm(image, FrameAt(time), hook, args),
            _ => Kprobe(image, FrameAt(time), hook, args),
        };

    private static SensorMessage Kprobe(ProcessImage image, GetEventsResponse frame, PolicyHook hook, KprobeArgument[] args)
    {
        var body = new ProcessKprobe
        {
            FunctionName = hook.Function,
            Args = { args },
            Return = hook.Returns is { } value ? new KprobeArgument { IntArg = value } : null,
            Action = hook.Action,
            ReturnAction = hook.Returns is null ? KprobeAction.Unknown : KprobeAction.Post,
            PolicyName = hook.Policy,
            Message = hook.Message,
            Tags = { hook.Tags },
        };
        var bytes = EventBytes.Write(
            frame, body, GetEventsResponse.ProcessKprobeFieldNumber, ProcessKprobe.AncestorsFieldNumber, image);
        (body.Process, body.Parent) = (image.Message, image.Parent?.Message);
        body.Ancestors.Add(image.Ancestors);
        frame.ProcessKprobe = body;
        return new(bytes, frame);
    }

    private static SensorMessage Tracepoint(ProcessImage image, GetEventsResponse frame, PolicyHook hook, KprobeArgument[] args)
    {
        var slash = hook.Function.IndexOf('/', StringComparison.Ordinal);
        var body = new ProcessTracepoint
        {
            Subsys = hook.Function[..slash],
            Event = hook.Function[(slash + 1)..],
            Args = { args },
            Action = hook.Action,
            PolicyName = hook.Policy,
            Message = hook.Message,
            Tags = { hook.Tags },
        };
        var bytes = EventBytes.Write(
            frame, body, GetEventsResponse.ProcessTracepointFieldNumber, ProcessTracepoint.AncestorsFieldNumber, image);
        (body.Process, body.Parent) = (image.Message, image.Parent?.Message);
        body.Ancestors.Add(image.Ancestors);
        frame.ProcessTracepoint = body;
        return new(bytes, frame);
    }

    private static SensorMessage Lsm(ProcessImage image, GetEventsResponse frame, PolicyHook hook, KprobeArgument[] args)
    {
        var body = new ProcessLsm
        {
            FunctionName = hook.Function,
            Args = { args },
            Action = hook.Action,
            PolicyName = hook.Policy,
            Message = hook.Message,
            Tags = { hook.Tags },
        };
        var bytes = EventBytes.Write(
            frame, body, GetEventsResponse.ProcessLsmFieldNumber, ProcessLsm.AncestorsFieldNumber, image);
        (body.Process, body.Parent) = (image.Message, image.Parent?.Message);
        body.Ancestors.Add(image.Ancestors);
        frame.ProcessLsm = body;
        return new(bytes, frame);
    }

    private GetEventsResponse FrameAt(EventTime time) => new() { NodeName = node, Time = time.ToTimestamp() };
}
