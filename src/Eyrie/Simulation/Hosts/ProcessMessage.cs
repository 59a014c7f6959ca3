using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Simulation.Hosts;

/// <summary>Writes what Tetragon says of an image.</summary>
internal static class ProcessMessage
{
    /// <summary>What a container's root may do when nobody asked for more or less.</summary>
    private static readonly Capabilities ContainerRoot = Of(
        CapabilitiesType.CapChown, CapabilitiesType.DacOverride, CapabilitiesType.CapFowner,
        CapabilitiesType.CapFsetid, CapabilitiesType.CapKill, CapabilitiesType.CapSetgid, CapabilitiesType.CapSetuid,
        CapabilitiesType.CapSetpcap, CapabilitiesType.CapNetBindService, CapabilitiesType.CapNetRaw,
        CapabilitiesType.CapSysChroot, CapabilitiesType.CapMknod, CapabilitiesType.CapAuditWrite,
        CapabilitiesType.CapSetfcap);

    public static Process Of(
        SimulatedHost host, SimulatedProcess process, Command command, string parentExecId, EventTime time, ExecKind kind)
    {
        var message = new Process
        {
            ExecId = host.ExecId(time, process.Pid),
            ParentExecId = parentExecId,
            Pid = (uint)process.Pid,
            Tid = (uint)process.Pid,
            Uid = command.Uid,
            Auid = uint.MaxValue,
            Cwd = command.WorkingDirectory,
            Binary = command.Binary,
            Arguments = command.TetragonArguments(),
            Flags = FlagsOf(command, kind),
            StartTime = time.ToTimestamp(),
            InInitTree = process.InInitTree,
            Refcnt = 1,
        };
        if (process.Container is { } container)
        {
            message.Docker = container.DockerId;
            message.Pod = container.Describe(process.Vpid, command.IsProbe);
            message.Cap = command.Uid == 0 ? ContainerRoot : null;
        }

        return message;
    }

    public static Timestamp ToTimestamp(this EventTime time)
    {
        var seconds = Math.DivRem(time.UnixNanoseconds, 1_000_000_000, out var nanoseconds);
        return new() { Seconds = seconds, Nanos = (int)nanoseconds };
    }

    private static string FlagsOf(Command command, ExecKind kind)
    {
        var root = command.WorkingDirectory == "/" ? " rootcwd" : "";
        return kind switch
        {
            ExecKind.ProcFs => "procFS",
            ExecKind.Replacement => $"execve{root}",
            _ => $"execve{root} clone",
        };
    }

    private static Capabilities Of(params CapabilitiesType[] capabilities) =>
        new() { Permitted = { capabilities }, Effective = { capabilities } };
}
