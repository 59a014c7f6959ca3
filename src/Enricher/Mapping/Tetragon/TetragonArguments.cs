using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Arg = Eyrie.Protos.Tetragon.KprobeArgument.ArgOneofCase;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Writes what a hooked function was called with as flat fields: <c>args[0].sock_arg.daddr</c>.</summary>
internal static class TetragonArguments
{
    /// <summary>Writes a list of arguments.</summary>
    public static void Write(FieldList fields, string list, RepeatedField<KprobeArgument> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            Write(fields, $"{list}[{i}]", arguments[i]);
        }
    }

    /// <summary>Writes one argument.</summary>
    public static void Write(FieldList fields, string name, KprobeArgument? argument)
    {
        if (argument is null)
        {
            return;
        }

        fields.Add($"{name}.label", argument.Label);
        switch (argument.ArgCase)
        {
            case Arg.StringArg: fields.Add($"{name}.string_arg", argument.StringArg); break;
            case Arg.BytesArg: fields.Add($"{name}.bytes_arg", Text(argument.BytesArg)); break;
            case Arg.TruncatedBytesArg:
                fields.Add($"{name}.truncated_bytes_arg.bytes_arg", Text(argument.TruncatedBytesArg.BytesArg));
                fields.Add($"{name}.truncated_bytes_arg.orig_size", argument.TruncatedBytesArg.OrigSize);
                break;
            case Arg.IntArg: fields.Add($"{name}.int_arg", argument.IntArg); break;
            case Arg.UintArg: fields.Add($"{name}.uint_arg", (long)argument.UintArg); break;
            case Arg.LongArg: fields.Add($"{name}.long_arg", argument.LongArg); break;
            case Arg.SizeArg: fields.Add($"{name}.size_arg", argument.SizeArg); break;
            case Arg.KernelCapTArg: fields.Add($"{name}.kernel_cap_t_arg", argument.KernelCapTArg); break;
            case Arg.CapInheritableArg: fields.Add($"{name}.cap_inheritable_arg", argument.CapInheritableArg); break;
            case Arg.CapPermittedArg: fields.Add($"{name}.cap_permitted_arg", argument.CapPermittedArg); break;
            case Arg.CapEffectiveArg: fields.Add($"{name}.cap_effective_arg", argument.CapEffectiveArg); break;
            case Arg.BpfCmdArg: fields.Add($"{name}.bpf_cmd_arg", ProtoNames<BpfCmd>.Of(argument.BpfCmdArg)); break;
            case Arg.ErrorArg: fields.Add($"{name}.error_arg", argument.ErrorArg.Message); break;
            case Arg.NetDevArg: fields.Add($"{name}.net_dev_arg.name", argument.NetDevArg.Name); break;
            case Arg.SyscallId:
                fields.Add($"{name}.syscall_id.id", (long)argument.SyscallId.Id);
                fields.Add($"{name}.syscall_id.abi", argument.SyscallId.Abi);
                break;
            case Arg.PathArg or Arg.FileArg or Arg.LinuxBinprmArg: WritePath(fields, name, argument); break;
            case Arg.SockArg or Arg.SkbArg or Arg.SockaddrArg or Arg.SockaddrunArg: TetragonSockets.Write(fields, name, argument); break;
            default: TetragonKernelObjects.Write(fields, name, argument); break;
        }
    }

    /// <summary>Bytes as text where they are text, else in base64 as the export has them.</summary>
    public static string Text(ByteString bytes)
    {
        foreach (var b in bytes.Span)
        {
            if (b is (< 0x20 or > 0x7e) and not ((byte)'\n' or (byte)'\t'))
            {
                return bytes.ToBase64();
            }
        }

        return bytes.ToStringUtf8();
    }

    private static void WritePath(FieldList fields, string name, KprobeArgument argument)
    {
        var (type, mount, path, flags, permission) = argument switch
        {
            { PathArg: { } p } => ("path_arg", p.Mount, p.Path, p.Flags, p.Permission),
            { FileArg: { } f } => ("file_arg", f.Mount, f.Path, f.Flags, f.Permission),
            var b => ("linux_binprm_arg", "", b.LinuxBinprmArg.Path, b.LinuxBinprmArg.Flags, b.LinuxBinprmArg.Permission),
        };
        fields.Add($"{name}.{type}.mount", mount);
        fields.Add($"{name}.{type}.path", path);
        fields.Add($"{name}.{type}.flags", flags);
        fields.Add($"{name}.{type}.permission", permission);
    }
}
