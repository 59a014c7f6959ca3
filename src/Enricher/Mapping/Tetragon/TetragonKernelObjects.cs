using Eyrie.Protos.Tetragon;
using Google.Protobuf.Collections;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Writes credentials, namespaces, modules and bpf objects among the arguments as flat fields.</summary>
internal static class TetragonKernelObjects
{
    /// <summary>Writes the argument's fields; one that our definitions do not know has none.</summary>
    public static void Write(FieldList fields, string name, KprobeArgument argument)
    {
        switch (argument)
        {
            case { ProcessCredentialsArg: { } credentials }: WriteCredentials(fields, $"{name}.process_credentials_arg.", credentials); break;
            case { CredArg: { } cred }: WriteCapabilities(fields, $"{name}.cred_arg.", cred.Permitted, cred.Effective, cred.Inheritable); break;
            case { UserNsArg: { } ns }: WriteUserNamespace(fields, $"{name}.user_ns_arg.", ns); break;
#pragma warning disable CS0612 // older agents still send it
            case { UserNamespaceArg: { } ns }:
                fields.Add($"{name}.user_namespace_arg.level", (long?)ns.Level);
                fields.Add($"{name}.user_namespace_arg.owner", (long?)ns.Owner);
                fields.Add($"{name}.user_namespace_arg.group", (long?)ns.Group);
                WriteNamespace(fields, $"{name}.user_namespace_arg.ns.", ns.Ns);
                break;
#pragma warning restore CS0612
            case { CapabilityArg: { } capability }:
                fields.Add($"{name}.capability_arg.value", (long?)capability.Value);
                fields.Add($"{name}.capability_arg.name", capability.Name);
                break;
            case { ModuleArg: { } module }:
                fields.Add($"{name}.module_arg.name", module.Name);
                fields.Add($"{name}.module_arg.signature_ok", module.SignatureOk);
                fields.Add($"{name}.module_arg.tainted", ProtoNames<TaintedBitsType>.Of(module.Tainted));
                break;
            case { PerfEventArg: { } perf }:
                fields.Add($"{name}.perf_event_arg.KprobeFunc", perf.KprobeFunc);
                fields.Add($"{name}.perf_event_arg.Type", perf.Type);
                fields.AddNonZero($"{name}.perf_event_arg.Config", perf.Config);
                fields.AddNonZero($"{name}.perf_event_arg.ProbeOffset", perf.ProbeOffset);
                break;
            case { BpfAttrArg: { } attr }: WriteProgram(fields, $"{name}.bpf_attr_arg.", attr.ProgType, attr.InsnCnt, attr.ProgName); break;
            case { BpfProgArg: { } prog }: WriteProgram(fields, $"{name}.bpf_prog_arg.", prog.ProgType, prog.InsnCnt, prog.ProgName); break;
            case { BpfMapArg: { } map }:
                fields.Add($"{name}.bpf_map_arg.MapType", map.MapType);
                fields.Add($"{name}.bpf_map_arg.MapName", map.MapName);
                fields.AddNonZero($"{name}.bpf_map_arg.KeySize", map.KeySize);
                fields.AddNonZero($"{name}.bpf_map_arg.ValueSize", map.ValueSize);
                fields.AddNonZero($"{name}.bpf_map_arg.MaxEntries", map.MaxEntries);
                break;
        }
    }

    /// <summary>Writes credentials: ids in the kernel's four roles, capabilities, user namespace.</summary>
    public static void WriteCredentials(FieldList fields, string prefix, ProcessCredentials credentials)
    {
        fields.Add(prefix + "uid", (long?)credentials.Uid);
        fields.Add(prefix + "gid", (long?)credentials.Gid);
        fields.Add(prefix + "euid", (long?)credentials.Euid);
        fields.Add(prefix + "egid", (long?)credentials.Egid);
        fields.Add(prefix + "suid", (long?)credentials.Suid);
        fields.Add(prefix + "sgid", (long?)credentials.Sgid);
        fields.Add(prefix + "fsuid", (long?)credentials.Fsuid);
        fields.Add(prefix + "fsgid", (long?)credentials.Fsgid);
        fields.Add(prefix + "securebits", ProtoNames<SecureBitsType>.Of(credentials.Securebits));
        if (credentials.Caps is { } caps)
        {
            WriteCapabilities(fields, prefix + "caps.", caps.Permitted, caps.Effective, caps.Inheritable);
        }

        if (credentials.UserNs is { } ns)
        {
            WriteUserNamespace(fields, prefix + "user_ns.", ns);
        }
    }

    /// <summary>Writes a namespace.</summary>
    public static void WriteNamespace(FieldList fields, string prefix, Namespace? ns)
    {
        if (ns is not null)
        {
            fields.Add(prefix + "inum", (long)ns.Inum);
            fields.Add(prefix + "is_host", ns.IsHost);
        }
    }

    private static void WriteCapabilities(FieldList fields, string prefix,
        RepeatedField<CapabilitiesType> permitted, RepeatedField<CapabilitiesType> effective, RepeatedField<CapabilitiesType> inheritable)
    {
        fields.Add(prefix + "permitted", string.Join(' ', CapabilityNames.Of(permitted)));
        fields.Add(prefix + "effective", string.Join(' ', CapabilityNames.Of(effective)));
        fields.Add(prefix + "inheritable", string.Join(' ', CapabilityNames.Of(inheritable)));
    }

    private static void WriteUserNamespace(FieldList fields, string prefix, UserNamespace ns)
    {
        fields.Add(prefix + "level", (long?)ns.Level);
        fields.Add(prefix + "uid", (long?)ns.Uid);
        fields.Add(prefix + "gid", (long?)ns.Gid);
        WriteNamespace(fields, prefix + "ns.", ns.Ns);
    }

    private static void WriteProgram(FieldList fields, string prefix, string type, uint instructions, string name)
    {
        fields.Add(prefix + "ProgType", type);
        fields.Add(prefix + "ProgName", name);
        fields.AddNonZero(prefix + "InsnCnt", instructions);
    }
}
