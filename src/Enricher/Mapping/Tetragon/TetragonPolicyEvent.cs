using Eyrie.Protos.Tetragon;
using Google.Protobuf.Collections;
using Event = Eyrie.Protos.Tetragon.GetEventsResponse.EventOneofCase;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>What the five kinds of policy event have in common.</summary>
internal readonly record struct TetragonPolicyEvent(
    Process? Process,
    Process? Parent,
    RepeatedField<Process> Ancestors,
    string Policy,
    string Message,
    RepeatedField<string> Tags,
    string Hook,
    RepeatedField<KprobeArgument> Arguments,
    KprobeAction Action)
{
    /// <summary>The function's own answer; null where the policy did not ask for it.</summary>
    public KprobeArgument? Return { get; init; }

    /// <summary>What the policy made of the function's answer.</summary>
    public KprobeAction ReturnAction { get; init; }

    /// <summary>What it did against the act, in words of <see cref="Observation.Enforcement"/>. Monitor mode reports this action, too.</summary>
    public string? Enforcement => Word(Action) ?? Word(ReturnAction);

    /// <summary>Reads it; null for an event that no policy asked for.</summary>
    public static TetragonPolicyEvent? Read(GetEventsResponse response) => response.EventCase switch
    {
        Event.ProcessKprobe => response.ProcessKprobe is var e
            ? new(e.Process, e.Parent, e.Ancestors, e.PolicyName, e.Message, e.Tags, e.FunctionName, e.Args, e.Action)
            {
                Return = e.Return,
                ReturnAction = e.ReturnAction,
            }
            : null,
        Event.ProcessTracepoint => response.ProcessTracepoint is var e
            ? new(e.Process, e.Parent, e.Ancestors, e.PolicyName, e.Message, e.Tags, e.Event, e.Args, e.Action)
            : null,
        Event.ProcessLsm => response.ProcessLsm is var e
            ? new(e.Process, e.Parent, e.Ancestors, e.PolicyName, e.Message, e.Tags, e.FunctionName, e.Args, e.Action)
            : null,
        Event.ProcessUprobe => response.ProcessUprobe is var e
            ? new(e.Process, e.Parent, e.Ancestors, e.PolicyName, e.Message, e.Tags, e.Symbol, e.Args, e.Action)
            : null,
        Event.ProcessUsdt => response.ProcessUsdt is var e
            ? new(e.Process, e.Parent, e.Ancestors, e.PolicyName, e.Message, e.Tags, $"{e.Provider}:{e.Name}", e.Args, e.Action)
            : null,
        _ => null,
    };

    private static string? Word(KprobeAction action) => action switch
    {
        KprobeAction.Sigkill => "sigkill",
        KprobeAction.Signal => "signal",
        KprobeAction.Override => "override",
        KprobeAction.Notifyenforcer => "notify_enforcer",
        _ => null,
    };
}
