using System.Globalization;
using System.Text;
using Eyrie.Protos.Tetragon;
using Google.Protobuf.Collections;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Keeps everything else the agent said, flat, in its own names.</summary>
internal static class TetragonFields
{
    /// <summary>What the event says beside its process.</summary>
    public static void Write(FieldList fields, GetEventsResponse response, in TetragonPolicyEvent said)
    {
        fields.Add("policy_name", said.Policy);
        fields.Add("message", said.Message);
        TetragonArguments.Write(fields, "args", said.Arguments);
        TetragonArguments.Write(fields, "return", said.Return);
        fields.Add("action", Name(said.Action));
        fields.Add("return_action", Name(said.ReturnAction));
        switch (response.EventCase)
        {
            case GetEventsResponse.EventOneofCase.ProcessKprobe: WriteKprobe(fields, response.ProcessKprobe); break;
            case GetEventsResponse.EventOneofCase.ProcessTracepoint:
                fields.Add("subsys", response.ProcessTracepoint.Subsys);
                fields.Add("event", response.ProcessTracepoint.Event);
                break;
            case GetEventsResponse.EventOneofCase.ProcessUprobe: WriteUprobe(fields, response.ProcessUprobe); break;
            case GetEventsResponse.EventOneofCase.ProcessLsm:
                fields.Add("function_name", said.Hook);
                fields.Add("ima_hash", response.ProcessLsm.ImaHash);
                break;
            case GetEventsResponse.EventOneofCase.ProcessUsdt:
                fields.Add("path", response.ProcessUsdt.Path);
                fields.Add("provider", response.ProcessUsdt.Provider);
                fields.Add("name", response.ProcessUsdt.Name);
                fields.Add("flags", response.ProcessUsdt.Flags);
                break;
        }
    }

    /// <summary>What every event says beside its own: of its process, of the parent, of the node.</summary>
    public static void Write(FieldList fields, GetEventsResponse response, Process? process, Process? parent)
    {
        Write(fields, process, parent);
        foreach (var (label, value) in response.NodeLabels)
        {
            fields.Add("node_labels." + label, value);
        }

        if (response.AggregationInfo is { } aggregation)
        {
            fields.Add("aggregation_info.count", aggregation.Count);
        }
    }

    /// <summary>What a process and its parent say that has no place in ECS.</summary>
    public static void Write(FieldList fields, Process? process, Process? parent)
    {
        Write(fields, "process.", process);
        Write(fields, "parent.", parent);
        fields.Add("process.pod.container.start_time", TetragonProcesses.Moment(process?.Pod?.Container?.StartTime)?.ToString());
    }

    private static void Write(FieldList fields, string prefix, Process? process)
    {
        if (process is null)
        {
            return;
        }

        fields.Add(prefix + "flags", process.Flags);
        fields.Add(prefix + "auid", process.Auid is { } login && login != uint.MaxValue ? login : null);
        fields.Add(prefix + "in_init_tree", process.InInitTree);
        fields.Add(prefix + "docker", process.Docker);
        fields.Add(prefix + "pod.container.maybe_exec_probe", process.Pod?.Container?.MaybeExecProbe is true ? true : null);
        if (process.Ns is { } namespaces)
        {
            WriteNamespaces(fields, prefix, namespaces);
        }

        if (process.Cap is { Inheritable.Count: > 0 } cap)
        {
            fields.Add(prefix + "cap.inheritable", string.Join(' ', CapabilityNames.Of(cap.Inheritable)));
        }

        if (process.ProcessCredentials is { } credentials)
        {
            TetragonKernelObjects.WriteCredentials(fields, prefix + "process_credentials.", credentials);
        }

        if (process.BinaryProperties is { } binary)
        {
            fields.Add(prefix + "binary_properties.setuid", (long?)binary.Setuid);
            fields.Add(prefix + "binary_properties.setgid", (long?)binary.Setgid);
            fields.Add(prefix + "binary_properties.privileges_changed", ProtoNames<ProcessPrivilegesChanged>.Of(binary.PrivilegesChanged));
            fields.Add(prefix + "binary_properties.file.path", binary.File?.Path);
            fields.AddNonZero(prefix + "binary_properties.file.inode.number", binary.File?.Inode?.Number ?? 0);
            fields.Add(prefix + "binary_properties.file.inode.links", (long?)binary.File?.Inode?.Links);
        }
    }

    private static void WriteNamespaces(FieldList fields, string prefix, Namespaces namespaces)
    {
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.uts.", namespaces.Uts);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.ipc.", namespaces.Ipc);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.mnt.", namespaces.Mnt);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.pid.", namespaces.Pid);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.pid_for_children.", namespaces.PidForChildren);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.net.", namespaces.Net);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.time.", namespaces.Time);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.time_for_children.", namespaces.TimeForChildren);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.cgroup.", namespaces.Cgroup);
        TetragonKernelObjects.WriteNamespace(fields, prefix + "ns.user.", namespaces.User);
    }

    private static string? Name(KprobeAction action) =>
        action is KprobeAction.Unknown ? null : ProtoNames<KprobeAction>.Of(action);

    private static void WriteKprobe(FieldList fields, ProcessKprobe kprobe)
    {
        fields.Add("function_name", kprobe.FunctionName);
        TetragonArguments.Write(fields, "data", kprobe.Data);
        fields.Add("kernel_stack_trace", Stack(kprobe.KernelStackTrace));
        fields.Add("user_stack_trace", Stack(kprobe.UserStackTrace));
    }

    private static void WriteUprobe(FieldList fields, ProcessUprobe uprobe)
    {
        fields.Add("path", uprobe.Path);
        fields.Add("symbol", uprobe.Symbol);
        fields.AddNonZero("offset", uprobe.Offset);
        fields.AddNonZero("ref_ctr_offset", uprobe.RefCtrOffset);
        TetragonArguments.Write(fields, "data", uprobe.Data);
    }

    private static string Stack(RepeatedField<StackTraceEntry> stack)
    {
        var text = new StringBuilder();
        foreach (var entry in stack)
        {
            text.Append(text.Length == 0 ? "" : " < ").Append(entry.Symbol).Append(CultureInfo.InvariantCulture, $"+0x{entry.Offset:x} 0x{entry.Address:x}");
            if (entry.Module.Length > 0)
            {
                text.Append(" (").Append(entry.Module).Append(')');
            }
        }

        return text.ToString();
    }
}
