using System.Collections.Frozen;

namespace Eyrie.Enricher.Mapping;

/// <summary>What a system call, or a function of the kernel's that stands for one, does in ECS's words.</summary>
internal static class SystemCalls
{
    private const string SecurityHook = "security_";

    private static readonly FrozenDictionary<string, ActKind> Kinds = Table(
        (ActKind.ProcessStart, "execve execveat clone clone3 fork vfork bprm_check_security bprm_check bprm_creds_from_file bprm_creds_for_exec process_exec"),
        (ActKind.ProcessEnd, "procexit exit exit_group process_exit"),
        (ActKind.ProcessChange, "setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups setns unshare capset kill tkill tgkill prctl "
            + "seccomp ptrace setpgid setsid chroot pivot_root process_vm_writev commit_creds task_kill task_fix_setuid create_user_ns mprotect file_mprotect"),
        (ActKind.ProcessAccess, "process_vm_readv ptrace_access_check"),
        (ActKind.FileAccess, "open openat openat2 open_by_handle_at read pread pread64 readv preadv preadv2 readlink readlinkat getdents getdents64 stat lstat fstat "
            + "newfstatat statx access faccessat faccessat2 file_open file_permission mmap_file vfs_open vfs_read fd_install sendfile"),
        (ActKind.FileChange, "write pwrite pwrite64 writev pwritev pwritev2 truncate ftruncate fallocate chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat "
            + "rename renameat renameat2 mount umount umount2 move_mount setxattr lsetxattr fsetxattr removexattr utimensat path_truncate path_rename path_chmod "
            + "path_chown inode_rename inode_setattr inode_setxattr sb_mount sb_umount vfs_write vfs_rename"),
        (ActKind.FileCreation, "creat mkdir mkdirat mknod mknodat link linkat symlink symlinkat memfd_create path_mkdir path_mknod path_link path_symlink "
            + "inode_create inode_mkdir inode_mknod inode_link inode_symlink"),
        (ActKind.FileDeletion, "unlink unlinkat rmdir path_unlink path_rmdir inode_unlink inode_rmdir vfs_unlink vfs_rmdir"),
        (ActKind.ConnectionStart, "connect accept accept4 socket_connect socket_accept tcp_connect tcp_v4_connect tcp_v6_connect inet_csk_accept process_connect process_accept"),
        (ActKind.ConnectionEnd, "shutdown socket_shutdown tcp_close tcp_disconnect process_close"),
        (ActKind.Connection, "sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg socket_sendmsg socket_recvmsg tcp_sendmsg tcp_recvmsg udp_sendmsg udp_recvmsg process_sock_stats"),
        (ActKind.Listening, "bind listen socket_bind socket_listen inet_csk_listen_start inet_listen inet_bind process_listen"),
        (ActKind.NameLookup, "getaddrinfo getaddrinfo_a gethostbyname gethostbyname2 gethostbyname_r gethostbyname2_r res_query res_search process_dns"),
        (ActKind.DriverStart, "init_module finit_module do_init_module find_module_sections kernel_module_request kernel_load_data"),
        (ActKind.DriverEnd, "delete_module free_module"));

    /// <summary>What it does; null when the name is none of them.</summary>
    /// <param name="name">For instance <c>openat</c>, <c>tcp_connect</c>, <c>security_file_open</c>, <c>file_open</c>.</param>
    public static ActKind? Kind(string name) =>
        Kinds.TryGetValue(name, out var kind) ? kind
        : name.StartsWith(SecurityHook, StringComparison.Ordinal) && Hooks.TryGetValue(name.AsSpan(SecurityHook.Length), out kind) ? kind
        : null;

    /// <summary>Whether it starts a program.</summary>
    public static bool IsExec(string? name) => name is "execve" or "execveat";

    private static readonly FrozenDictionary<string, ActKind>.AlternateLookup<ReadOnlySpan<char>> Hooks =
        Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    private static FrozenDictionary<string, ActKind> Table(params ReadOnlySpan<(ActKind Kind, string Names)> rows)
    {
        var kinds = new Dictionary<string, ActKind>(StringComparer.Ordinal);
        foreach (var (kind, names) in rows)
        {
            foreach (var name in names.Split(' '))
            {
                kinds.Add(name, kind);
            }
        }

        return kinds.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
