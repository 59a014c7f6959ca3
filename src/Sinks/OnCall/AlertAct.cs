using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>What a process did, to what.</summary>
/// <param name="Verb">In the past tense, ours.</param>
/// <param name="Object">What it was done to, the attacker's; empty when that is not known.</param>
internal sealed record AlertAct(string Verb, string Object)
{
    private const string SecurityHook = "security_";
    private static readonly Dictionary<string, string> Verbs = Table(
        ("connected to", "connect socket_connect tcp_connect tcp_v4_connect tcp_v6_connect process_connect"),
        ("took a connection to", "accept accept4 socket_accept inet_csk_accept process_accept"),
        ("sent data to", "sendto sendmsg sendmmsg socket_sendmsg tcp_sendmsg udp_sendmsg"),
        ("got data from", "recvfrom recvmsg recvmmsg socket_recvmsg tcp_recvmsg udp_recvmsg"),
        ("listened on", "bind listen socket_bind socket_listen inet_csk_listen_start inet_listen inet_bind process_listen"),
        ("wrote to", "write pwrite pwrite64 writev pwritev pwritev2 truncate ftruncate fallocate path_truncate vfs_write"),
        ("changed the mode of", "chmod fchmod fchmodat fchmodat2 path_chmod"),
        ("changed the owner of", "chown fchown lchown fchownat path_chown"),
        ("renamed", "rename renameat renameat2 path_rename inode_rename vfs_rename"),
        ("deleted", "unlink unlinkat rmdir path_unlink path_rmdir inode_unlink inode_rmdir vfs_unlink vfs_rmdir"),
        ("created", "creat mkdir mkdirat mknod mknodat memfd_create path_mkdir path_mknod inode_create inode_mkdir inode_mknod"),
        ("linked", "link linkat symlink symlinkat path_link path_symlink inode_link inode_symlink"),
        ("mounted", "mount move_mount sb_mount"),
        ("changed its user", "setuid setreuid setresuid setfsuid task_fix_setuid"),
        ("changed its group", "setgid setregid setresgid setfsgid setgroups"),
        ("took new privileges", "capset commit_creds prepare_creds"),
        ("entered other namespaces", "setns unshare create_user_ns"),
        ("changed its root", "chroot pivot_root"),
        ("took hold of another process", "ptrace ptrace_access_check process_vm_readv process_vm_writev"),
        ("sent a signal to a process", "kill tkill tgkill task_kill"),
        ("loaded a kernel module", "init_module finit_module do_init_module find_module_sections kernel_module_request kernel_load_data"),
        ("unloaded a kernel module", "delete_module free_module"),
        ("loaded a BPF program", "bpf bpf_prog_load bpf_check"),
        ("looked up a name", "getaddrinfo gethostbyname gethostbyname2 res_query res_search process_dns"));

    /// <summary>What it did; null when all that is known is that it ran.</summary>
    public static AlertAct? Of(Alert alert)
    {
        var action = alert.Action.StartsWith(SecurityHook, StringComparison.Ordinal) ? alert.Action[SecurityHook.Length..] : alert.Action;
        return action switch
        {
            "" when alert is { Remote: "", File: "" } => null,
            "execve" or "execveat" or "exec" or "bprm_check" or "bprm_check_security" or "bprm_creds_from_file" or "bprm_creds_for_exec" or "process_exec" => null,
            "end" or "exit" or "exit_group" or "procexit" or "process_exit" => new("ended", ""),
            _ when Verbs.TryGetValue(action, out var verb) => new(verb, alert.Remote.Length > 0 ? alert.Remote : alert.File),
            _ when alert.Remote.Length > 0 => new("spoke to", alert.Remote),
            _ when alert.File.Length > 0 => new(OnFile(alert.Types), alert.File),
            _ => new("did", alert.Action),
        };
    }

    // Opening a file is what sensors see; for what, ECS says.
    private static string OnFile(IReadOnlyList<string> types) =>
        types.Contains("deletion") ? "deleted"
        : types.Contains("creation") ? "created"
        : types.Contains("change") ? "wrote to"
        : "opened";

    private static Dictionary<string, string> Table(params ReadOnlySpan<(string Verb, string Actions)> rows)
    {
        var verbs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (verb, actions) in rows)
        {
            foreach (var action in actions.Split(' '))
            {
                verbs.Add(action, verb);
            }
        }

        return verbs;
    }
}
