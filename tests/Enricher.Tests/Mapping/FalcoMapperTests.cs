using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class FalcoMapperTests
{
    [Fact]
    public void Reads_the_process_its_parent_and_its_ancestors()
    {
        var alert = Map(new()
        {
            ["proc.pid"] = 31840,
            ["proc.ppid"] = 31823,
            ["proc.vpid"] = 7,
            ["proc.pvpid"] = 1,
            ["thread.tid"] = 31840,
            ["proc.name"] = "sh",
            ["proc.exe"] = "sh",
            ["proc.exepath"] = "/usr/bin/dash",
            ["proc.cmdline"] = "sh -c \"echo a\"",
            ["proc.cwd"] = "/srv/",
            ["proc.tty"] = 34816,
            ["proc.pid.ts"] = 1795419656660257806,
            ["proc.ppid.ts"] = 0,
            ["proc.pname"] = "nginx",
            ["proc.pexepath"] = "/usr/sbin/nginx",
            ["proc.pcmdline"] = "nginx -g x",
            ["proc.aname[0]"] = "sh",
            ["proc.aname[1]"] = "nginx",
            ["proc.aname[2]"] = "bash",
            ["proc.apid[2]"] = 31815,
            ["proc.aexepath[2]"] = "/usr/bin/bash",
            ["proc.acmdline[2]"] = "bash x.sh",
            ["proc.aname[3]"] = "<NA>",
            ["proc.apid[3]"] = 31813,
            ["proc.aname[4]"] = null,
            ["proc.apid[4]"] = null,
            ["proc.aname[5]"] = "systemd",
            ["proc.apid[5]"] = 1,
            ["user.uid"] = 33,
            ["user.name"] = "www-data",
            ["user.loginuid"] = -1,
            ["group.gid"] = 33,
            ["group.name"] = "www-data",
            ["proc.sid"] = 31800,
            ["proc.sname"] = "bash",
            ["proc.env"] = "PATH=/bin HOME=/root and more",
        });

        Assert.Equal((31840, 7, 31840), (alert.Process!.Pid, alert.Process.Vpid, alert.Process.ThreadId));
        Assert.Equal(("sh", "/usr/bin/dash", "/srv/"), (alert.Process.Name, alert.Process.Executable, alert.Process.WorkingDirectory));
        Assert.Equal(["sh", "-c", "echo a"], alert.Process.Args);
        Assert.Equal(1795419656660257806, alert.Process.Start!.Value.UnixNanoseconds);
        Assert.Equal(new UserFact { Id = "33", Name = "www-data", GroupId = "33", GroupName = "www-data" }, alert.Process.User);
        Assert.Null(alert.Process.LoginUid);
        Assert.Equal(["PATH=/bin", "HOME=/root and more"], alert.Process.Environment);
        Assert.Equal((31823, 1, "nginx", "/usr/sbin/nginx"), (alert.Parent!.Pid, alert.Parent.Vpid, alert.Parent.Name, alert.Parent.Executable));
        Assert.Null(alert.Parent.Start);
        Assert.Equal(["bash:31815", ":31813", "systemd:1"], alert.Ancestors.Select(ancestor => $"{ancestor.Name}:{ancestor.Pid}"));
        Assert.Equal("bash x.sh", alert.Ancestors[0].CommandLine);
        // Within a pid namespace the session is numbered as there.
        Assert.Equal((null, 31800L, "bash"), (alert.SessionLeader!.Pid, alert.SessionLeader.Vpid, alert.SessionLeader.Name));
    }

    [Fact]
    public void Does_not_take_a_threads_start_for_the_processs() => Assert.Null(
        Map(new() { ["proc.pid"] = 10, ["thread.tid"] = 11, ["proc.pid.ts"] = 1795419656660257806 }).Process!.Start);

    [Theory]
    [InlineData(-1)]
    [InlineData(4294967295)]
    public void Knows_no_user_where_Falco_knows_none(long uid) =>
        Assert.Null(Map(new() { ["proc.name"] = "curl", ["user.uid"] = uid, ["user.name"] = "<NA>" }).Process!.User);

    [Theory]
    [InlineData("host", null)]
    [InlineData("", null)]
    [InlineData("<NA>", null)]
    [InlineData("5892b41bcf46", "5892b41bcf46")]
    public void Takes_the_host_for_no_container(string id, string? expected)
    {
        var alert = Map(new() { ["proc.name"] = "sh", ["container.id"] = id, ["container.name"] = "host" });

        Assert.Equal(expected, alert.Container?.Id);
        Assert.Equal(expected, alert.Process!.ContainerId);
    }

    [Fact]
    public void Reads_the_container_and_the_pod()
    {
        var alert = Map(new()
        {
            ["container.id"] = "5892b41bcf46",
            ["container.full_id"] = new string('a', 64),
            ["container.name"] = "web",
            ["container.type"] = "containerd",
            ["container.image.repository"] = "registry:5000/nginx",
            ["container.image.tag"] = "1.27",
            ["container.image.digest"] = "sha256:aa",
            ["container.privileged"] = "true",
            ["k8s.ns.name"] = "shop",
            ["k8s.pod.name"] = "web-1",
            ["k8s.pod.uid"] = "u-1",
            ["k8s.pod.labels"] = "app:web, tier:front",
            ["k8s.deployment.name"] = "web",
        });

        Assert.Equal(
            new ContainerFact
            {
                Id = new string('a', 64),
                Name = "web",
                Runtime = "containerd",
                ImageName = "registry:5000/nginx",
                ImageTag = "1.27",
                ImageHash = "sha256:aa",
                Privileged = true,
            },
            alert.Container);
        Assert.Equal(("shop", "web-1", "u-1", "Deployment", "web"),
            (alert.Pod!.Namespace, alert.Pod.Name, alert.Pod.Uid, alert.Pod.WorkloadKind, alert.Pod.WorkloadName));
        Assert.Equal("front", alert.Pod.Labels["tier"]);
    }

    [Theory]
    [InlineData("192.0.2.2:40248->203.0.113.7:4444", "192.0.2.2", 40248, "203.0.113.7", 4444)]
    [InlineData("2600:1f18::d29e:40251->2001:4860:4860::8888:53", "2600:1f18::d29e", 40251, "2001:4860:4860::8888", 53)]
    [InlineData("::1:0->::1:2345", "::1", 0, "::1", 2345)]
    [InlineData("::ffff:10.0.0.1:80->::ffff:10.0.0.2:81", "10.0.0.1", 80, "10.0.0.2", 81)]
    public void Reads_a_connection_from_its_name(string name, string from, int fromPort, string to, int toPort)
    {
        var network = Map(new() { ["fd.name"] = name, ["fd.l4proto"] = "tcp", ["evt.type"] = "connect" }).Network!;

        Assert.Equal((from, fromPort, to, toPort), (network.SourceAddress!.ToString(), network.SourcePort, network.DestinationAddress!.ToString(), network.DestinationPort));
        Assert.Equal(("tcp", "egress"), (network.Transport, network.Direction));
    }

    [Fact]
    public void Believes_the_connections_own_fields_more_than_its_name()
    {
        var network = Map(new() { ["fd.name"] = "a->b", ["fd.sip"] = "203.0.113.7", ["fd.sport"] = 443, ["fd.cip"] = "10.0.0.1", ["fd.lip"] = "203.0.113.7" }).Network!;

        Assert.Equal(("203.0.113.7", 443, "10.0.0.1", "ingress"),
            (network.DestinationAddress!.ToString(), network.DestinationPort, network.SourceAddress!.ToString(), network.Direction));
    }

    [Theory]
    [InlineData("execve", "", "process", "start", "execve")]
    [InlineData("openat", "O_RDONLY|O_CLOEXEC", "file", "access", "openat")]
    [InlineData("openat", "O_LARGEFILE|O_TRUNC|O_CREAT|O_WRONLY", "file", "change", "openat")]
    [InlineData("openat", "O_CREAT|O_WRONLY|FD_LOWER_LAYER|O_F_CREATED", "file", "creation", "openat")]
    [InlineData("unlinkat", "", "file", "deletion", "unlinkat")]
    [InlineData("connect", "", "network", "connection start", "connect")]
    [InlineData("setuid", "", "process", "change", "setuid")]
    [InlineData("finit_module", "", "driver", "start", "finit_module")]
    public void Says_in_ECS_words_what_was_done(string type, string flags, string category, string what, string action)
    {
        var alert = Map(new() { ["proc.name"] = "sh", ["evt.type"] = type, ["evt.arg.flags"] = flags, ["fd.name"] = "/etc/passwd" });

        Assert.Equal((category, what, action), (string.Join(' ', alert.Categories), string.Join(' ', alert.Types), alert.Action));
    }

    [Theory]
    [InlineData("SUCCESS", "success", null)]
    [InlineData("ENOENT", "failure", "ENOENT")]
    [InlineData("EINPROGRESS", "unknown", "EINPROGRESS")]
    public void Says_how_it_ended(string result, string outcome, string? reason)
    {
        var alert = Map(new() { ["evt.type"] = "connect", ["evt.res"] = result });

        Assert.Equal((outcome, reason), (alert.Outcome, alert.Reason));
    }

    [Fact]
    public void Takes_the_file_from_the_descriptor_else_from_the_arguments_but_not_from_an_exec()
    {
        Assert.Equal("/etc/shadow", Map(new() { ["fd.name"] = "/etc/shadow", ["evt.arg.path"] = "/x" }).File!.Path);
        Assert.Equal("/x", Map(new() { ["evt.type"] = "unlink", ["evt.arg.path"] = "/x" }).File!.Path);
        Assert.Null(Map(new() { ["evt.type"] = "execve", ["evt.arg.filename"] = "/usr/bin/sh" }).File);
        Assert.Null(Map(new() { ["fd.name"] = "/run/x.sock", ["fd.type"] = "unix" }).File);
    }

    [Fact]
    public void Reads_who_did_what_to_which_object_from_Kubernetes_audit()
    {
        var alert = Map(new()
        {
            ["ka.user.name"] = "kubernetes-admin",
            ["ka.verb"] = "create",
            ["ka.target.resource"] = "pods",
            ["ka.target.name"] = "web-1",
            ["ka.target.namespace"] = "shop",
            ["ka.sourceips"] = "192.0.2.9, 10.0.0.1",
            ["ka.useragent"] = "kubectl/v1.34",
            ["ka.response.code"] = "403",
        }, source: "k8s_audit");

        Assert.Equal(("kubernetes-admin", "kubectl/v1.34"), (alert.User!.Name, alert.User.UserAgent));
        Assert.Equal(new ResourceFact { Type = "pod", Name = "web-1", Namespace = "shop" }, alert.Resource);
        Assert.Equal(("shop", "web-1"), (alert.Pod!.Namespace, alert.Pod.Name));
        Assert.Equal("192.0.2.9", alert.Network!.SourceAddress!.ToString());
        Assert.Equal(("create", "failure", "HTTP 403"), (alert.Action, alert.Outcome, alert.Reason));
        Assert.Equal(("api", "creation"), (alert.Categories.Single(), alert.Types.Single()));
    }

    [Theory]
    [InlineData("pods", "pod")]
    [InlineData("ingresses", "ingress")]
    [InlineData("networkpolicies", "networkpolicy")]
    [InlineData("endpoints", "endpoints")]
    [InlineData("nodepools", "nodepools")] // somebody's own kind: its singular is theirs to know
    public void Names_Kubernetes_own_kinds_in_the_singular(string said, string expected) =>
        Assert.Equal(expected, Map(new() { ["ka.target.resource"] = said }, "k8s_audit").Resource!.Type);

    [Fact]
    public void Takes_the_answer_Created_for_a_creation_where_the_verb_is_not_printed()
    {
        Assert.Equal(["creation", "user"], Map(new() { ["ka.target.resource"] = "serviceaccounts", ["ka.response.code"] = "201" }, "k8s_audit").Types);
        Assert.Equal(["info"], Map(new() { ["ka.target.resource"] = "serviceaccounts", ["ka.response.code"] = "200" }, "k8s_audit").Types);
    }

    [Theory]
    [InlineData("setuid", "evt.arg.uid", "root", null, "root", null)]
    [InlineData("setuid", "evt.arg.uid", "0", "0", null, null)]
    [InlineData("setresuid", "evt.arg.euid", "-1", null, null, null)]
    [InlineData("setresuid", "evt.arg.euid", "<NONE>", null, null, null)]
    [InlineData("setgid", "evt.arg.gid", "7", null, null, "7")]
    [InlineData("fchownat", "evt.arg.uid", "0", null, null, null)]
    public void Reads_whose_rights_a_process_takes(string call, string key, string value, string? id, string? name, string? group)
    {
        var taken = Map(new() { ["evt.type"] = call, [key] = value }).EffectiveUser;

        Assert.Equal((id, name, group), (taken?.Id, taken?.Name, taken?.GroupId));
    }

    private static Observation Map(Dictionary<string, object?> fields, string source = "syscall")
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { rule = "r", output = "o", source, output_fields = fields });
        return SampleDocuments.Map(new(json, SensorFormat.FalcoJson, "n", SampleDocuments.Received));
    }
}
