using Eyrie.Protos.Tetragon;

namespace Eyrie.Simulation.Tetragon;

/// <summary>What all kinds of events have, whichever kind it is.</summary>
internal static class EventParts
{
    /// <summary>Who acted; null for what the agent says about itself.</summary>
    public static Process? Process(this GetEventsResponse e) => e.EventCase switch
    {
        GetEventsResponse.EventOneofCase.ProcessExec => e.ProcessExec.Process,
        GetEventsResponse.EventOneofCase.ProcessExit => e.ProcessExit.Process,
        GetEventsResponse.EventOneofCase.ProcessKprobe => e.ProcessKprobe.Process,
        GetEventsResponse.EventOneofCase.ProcessTracepoint => e.ProcessTracepoint.Process,
        GetEventsResponse.EventOneofCase.ProcessLsm => e.ProcessLsm.Process,
        GetEventsResponse.EventOneofCase.ProcessUprobe => e.ProcessUprobe.Process,
        GetEventsResponse.EventOneofCase.ProcessUsdt => e.ProcessUsdt.Process,
        GetEventsResponse.EventOneofCase.ProcessLoader => e.ProcessLoader.Process,
        _ => null,
    };

    /// <summary>The actor's parent image; null where the event has none.</summary>
    public static Process? Parent(this GetEventsResponse e) => e.EventCase switch
    {
        GetEventsResponse.EventOneofCase.ProcessExec => e.ProcessExec.Parent,
        GetEventsResponse.EventOneofCase.ProcessExit => e.ProcessExit.Parent,
        GetEventsResponse.EventOneofCase.ProcessKprobe => e.ProcessKprobe.Parent,
        GetEventsResponse.EventOneofCase.ProcessTracepoint => e.ProcessTracepoint.Parent,
        GetEventsResponse.EventOneofCase.ProcessLsm => e.ProcessLsm.Parent,
        GetEventsResponse.EventOneofCase.ProcessUprobe => e.ProcessUprobe.Parent,
        GetEventsResponse.EventOneofCase.ProcessUsdt => e.ProcessUsdt.Parent,
        GetEventsResponse.EventOneofCase.ProcessLoader => e.ProcessLoader.Parent,
        _ => null,
    };

    /// <summary>Grandparent and up, closest first.</summary>
    public static IReadOnlyList<Process> Ancestors(this GetEventsResponse e) => e.EventCase switch
    {
        GetEventsResponse.EventOneofCase.ProcessExec => e.ProcessExec.Ancestors,
        GetEventsResponse.EventOneofCase.ProcessExit => e.ProcessExit.Ancestors,
        GetEventsResponse.EventOneofCase.ProcessKprobe => e.ProcessKprobe.Ancestors,
        GetEventsResponse.EventOneofCase.ProcessTracepoint => e.ProcessTracepoint.Ancestors,
        GetEventsResponse.EventOneofCase.ProcessLsm => e.ProcessLsm.Ancestors,
        GetEventsResponse.EventOneofCase.ProcessUprobe => e.ProcessUprobe.Ancestors,
        GetEventsResponse.EventOneofCase.ProcessUsdt => e.ProcessUsdt.Ancestors,
        GetEventsResponse.EventOneofCase.ProcessLoader => e.ProcessLoader.Ancestors,
        _ => [],
    };

    /// <summary>The tracing policy that spoke; null for an event without one.</summary>
    public static string? PolicyName(this GetEventsResponse e) => e.EventCase switch
    {
        GetEventsResponse.EventOneofCase.ProcessKprobe => e.ProcessKprobe.PolicyName,
        GetEventsResponse.EventOneofCase.ProcessTracepoint => e.ProcessTracepoint.PolicyName,
        GetEventsResponse.EventOneofCase.ProcessLsm => e.ProcessLsm.PolicyName,
        GetEventsResponse.EventOneofCase.ProcessUprobe => e.ProcessUprobe.PolicyName,
        GetEventsResponse.EventOneofCase.ProcessUsdt => e.ProcessUsdt.PolicyName,
        _ => null,
    };
}
