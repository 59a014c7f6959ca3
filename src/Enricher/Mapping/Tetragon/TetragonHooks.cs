using System.Collections.Frozen;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Reads from a hook's name and arguments what was done, in ECS's words.</summary>
internal static class TetragonHooks
{
    private static readonly string[] Prefixes =
        ["__x64_sys_", "__arm64_sys_", "__ia32_sys_", "__se_sys_", "sys_enter_", "sys_exit_", "sys_"];

    private static readonly FrozenDictionary<string, (string, string)> Calls = new Dictionary<string, (string, string)>
    {
        ["execve"] = ("process", "start"),
        ["execveat"] = ("process", "start"),
        ["clone"] = ("process", "start"),
        ["bprm_check_security"] = ("process", "start"),
        ["security_bprm_check"] = ("process", "start"),
        ["do_init_module"] = ("driver", "start"),
        ["init_module"] = ("driver", "start"),
        ["finit_module"] = ("driver", "start"),
        ["find_module_sections"] = ("driver", "start"),
        ["security_kernel_module_request"] = ("driver", "start"),
        ["free_module"] = ("driver", "end"),
        ["delete_module"] = ("driver", "end"),
        ["unlink"] = ("file", "deletion"),
        ["unlinkat"] = ("file", "deletion"),
        ["rmdir"] = ("file", "deletion"),
        ["security_path_unlink"] = ("file", "deletion"),
        ["security_inode_unlink"] = ("file", "deletion"),
        ["rename"] = ("file", "change"),
        ["renameat"] = ("file", "change"),
        ["renameat2"] = ("file", "change"),
        ["write"] = ("file", "change"),
        ["pwrite64"] = ("file", "change"),
        ["security_path_truncate"] = ("file", "change"),
        ["mount"] = ("file", "change"),
        ["security_sb_mount"] = ("file", "change"),
        ["chmod"] = ("file", "change"),
        ["fchmodat"] = ("file", "change"),
        ["chown"] = ("file", "change"),
        ["mkdir"] = ("file", "creation"),
        ["mkdirat"] = ("file", "creation"),
        ["symlinkat"] = ("file", "creation"),
        ["linkat"] = ("file", "creation"),
        ["memfd_create"] = ("file", "creation"),
        ["creat"] = ("file", "creation"),
        ["open"] = ("file", "access"),
        ["openat"] = ("file", "access"),
        ["openat2"] = ("file", "access"),
        ["read"] = ("file", "access"),
        ["tcp_close"] = ("network", "end"),
        ["inet_csk_listen_start"] = ("network", "start"),
        ["listen"] = ("network", "start"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The hook without what the kernel's architecture puts before a system call's name.</summary>
    public static string Action(string hook)
    {
        foreach (var prefix in Prefixes)
        {
            if (hook.Length > prefix.Length && hook.StartsWith(prefix, StringComparison.Ordinal))
            {
                return hook[prefix.Length..];
            }
        }

        return hook;
    }

    /// <summary>ECS category and type.</summary>
    public static (string Category, string Type) Categories(string action, in TetragonPolicyEvent said, FileFact? file, NetworkFact? network)
    {
        if (Calls.TryGetValue(action, out var known))
        {
            return known == ("file", "access") && IsWrite(action, said) ? ("file", "change") : known;
        }

        return network is not null || IsAbout(action, "sock") || IsAbout(action, "tcp_") || IsAbout(action, "udp_")
                || action is "connect" or "bind" or "accept" or "accept4" ? ("network", "connection")
            : file is not null ? ("file", IsWrite(action, said) ? "change" : "access")
            : IsAbout(action, "module") ? ("driver", "info")
            : ("process", IsAbout(action, "cred") || IsAbout(action, "set") || IsAbout(action, "ptrace") ? "change" : "info");
    }

    /// <summary>The first file among the arguments.</summary>
    public static FileFact? File(string action, in TetragonPolicyEvent said)
    {
        foreach (var argument in said.Arguments)
        {
            var (path, permission, flags) = argument switch
            {
                { FileArg: { } file } => (file.Path, file.Permission, file.Flags),
                { PathArg: { } inPath } => (inPath.Path, inPath.Permission, inPath.Flags),
                { LinuxBinprmArg: { } binprm } => (binprm.Path, binprm.Permission, binprm.Flags),
                { HasStringArg: true } when Calls.TryGetValue(action, out var call) && call.Item1 is "file" => (argument.StringArg, "", ""),
                _ => ("", "", ""),
            };
            if (path.Length > 0)
            {
                return new(path) { Mode = TetragonProcesses.NullIfEmpty(permission) ?? TetragonProcesses.NullIfEmpty(flags) };
            }
        }

        return null;
    }

    /// <summary>The first connection among the arguments.</summary>
    public static NetworkFact? Network(string action, in TetragonPolicyEvent said)
    {
        foreach (var argument in said.Arguments)
        {
            if (TetragonSockets.Read(argument, action) is { } connection)
            {
                return connection;
            }
        }

        return null;
    }

    private static bool IsAbout(string action, string word) => action.Contains(word, StringComparison.Ordinal);

    // security_file_permission and mmap: MAY_WRITE is 2. open: O_WRONLY 1, O_RDWR 2, O_CREAT 64, O_TRUNC 512.
    private static bool IsWrite(string action, in TetragonPolicyEvent said)
    {
        var mask = action.StartsWith("open", StringComparison.Ordinal) ? 0x243L
            : action is "security_file_permission" or "security_mmap_file" ? 2L
            : 0L;
        foreach (var argument in said.Arguments)
        {
            var number = argument.HasIntArg ? argument.IntArg : argument.HasUintArg ? argument.UintArg : 0L;
            if (number > 0 && (number & mask) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
