namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Reads from a hook's name and arguments what was done, and to what.</summary>
internal static class TetragonHooks
{
    private static readonly string[] Prefixes =
        ["__x64_sys_", "__arm64_sys_", "__ia32_sys_", "__se_sys_", "sys_enter_", "sys_exit_", "sys_"];

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

    /// <summary>What was done.</summary>
    public static ActKind Kind(string action, in TetragonPolicyEvent said, FileFact? file, NetworkFact? network)
    {
        if (TcpStates.Kind(action, said) is { } change)
        {
            return change;
        }

        if (SystemCalls.Kind(action) is { } known)
        {
            return known == ActKind.FileAccess && IsWrite(action, said) ? ActKind.FileChange : known;
        }

        return network is not null || IsAbout(action, "sock") || IsAbout(action, "tcp_") || IsAbout(action, "udp_") ? ActKind.Connection
            : file is not null ? ActKind.FileAccess
            : IsAbout(action, "module") ? ActKind.Driver
            : IsAbout(action, "cred") || IsAbout(action, "set") || IsAbout(action, "ptrace") ? ActKind.ProcessChange
            : ActKind.Process;
    }

    /// <summary>The first connection among the arguments.</summary>
    public static NetworkFact? Network(string action, in TetragonPolicyEvent said)
    {
        foreach (var argument in said.Arguments)
        {
            if (TetragonSockets.Read(argument, action) is { } connection)
            {
                return TcpStates.Direction(action, said) is { } direction ? connection with { Direction = direction } : connection;
            }
        }

        return null;
    }

    /// <summary>The name that a function of the C library was asked to look up.</summary>
    public static DnsFact? Dns(string action, in TetragonPolicyEvent said)
    {
        if (SystemCalls.Kind(action) != ActKind.NameLookup)
        {
            return null;
        }

        foreach (var argument in said.Arguments)
        {
            if (argument.StringArg.Length > 0)
            {
                return new(argument.StringArg);
            }
        }

        return null;
    }

    private static bool IsAbout(string action, string word) => action.Contains(word, StringComparison.Ordinal);

    // file_permission and mmap_file: MAY_WRITE is 2. open: O_WRONLY 1, O_RDWR 2, O_CREAT 64, O_TRUNC 512.
    private static bool IsWrite(string action, in TetragonPolicyEvent said)
    {
        var mask = action.StartsWith("open", StringComparison.Ordinal) ? 0x243L
            : action.EndsWith("file_permission", StringComparison.Ordinal) || action.EndsWith("mmap_file", StringComparison.Ordinal) ? 2L
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
