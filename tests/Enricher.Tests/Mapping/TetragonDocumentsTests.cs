using Eyrie.Contracts;
using Eyrie.Enricher.Explain;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class TetragonDocumentsTests
{
    [Fact]
    public void Tells_the_life_of_a_process_that_ended()
    {
        var document = Write("""
            {"process_exit":{"process":{"exec_id":"a","pid":7,"binary":"/bin/true","start_time":"2024-01-01T00:00:00.000000001Z"},"status":3,"time":"2024-01-01T00:00:01.000000002Z"},"time":"2024-01-01T00:00:02Z"}
            """);

        Assert.Equal(("2024-01-01T00:00:00.000000001Z", "2024-01-01T00:00:01.000000002Z", "1000000001"), (document["event.start"], document["event.end"], document["event.duration"]));
        Assert.Equal(("3", "[\"end\"]"), (document["process.exit_code"], document["event.type"]));
    }

    [Fact]
    public void Tells_the_users_that_a_process_is_was_and_may_be()
    {
        var document = Write("""
            {"process_exec":{"process":{"exec_id":"a","pid":7,"uid":0,"user":{"name":"root"},"binary":"/usr/bin/sudo",
            "process_credentials":{"uid":1000,"gid":1001,"euid":0,"egid":1002,"suid":5,"sgid":6,"fsuid":0,"caps":{"permitted":["CAP_CHOWN"],"effective":["CAP_CHOWN"]}},
            "binary_properties":{"setuid":0,"privileges_changed":["PRIVILEGES_RAISED_EXEC_FILE_SETUID"],"file":{"inode":{"number":"42","links":0},"path":"/memfd:x"}}}}}
            """);

        Assert.Equal(("0", "root", "1002"), (document["process.user.id"], document["process.user.name"], document["process.group.id"]));
        Assert.Equal(("1000", "1001", "5", "6"), (document["process.real_user.id"], document["process.real_group.id"], document["process.saved_user.id"], document["process.saved_group.id"]));
        Assert.Equal(("42", "0"), (document["tetragon.process.binary_properties.file.inode.number"], document["tetragon.process.process_credentials.fsuid"]));
        Assert.Equal("[\"CAP_CHOWN\"]", document["process.thread.capabilities.effective"]);
    }

    [Theory]
    [InlineData("sys_symlinkat", "/etc/shadow", "/tmp/link", "/tmp/link", "/etc/shadow", "symlink")]
    [InlineData("sys_linkat", "/etc/shadow", "/tmp/link", "/tmp/link", "/etc/shadow", null)]
    [InlineData("sys_renameat2", "/tmp/old", "/usr/bin/new", "/usr/bin/new", null, null)]
    public void Takes_the_path_that_is_there_afterwards(string function, string first, string second, string path, string? target, string? type)
    {
        var document = Write($$$"""
            {"process_kprobe":{"process":{"pid":7,"binary":"/bin/ln"},"function_name":"{{{function}}}","args":[{"string_arg":"{{{first}}}"},{"int_arg":-100},{"string_arg":"{{{second}}}"}]}}
            """);

        Assert.Equal((path, target, type), (document["file.path"], document["file.target_path"], document["file.type"]));
    }

    [Fact]
    public void Names_what_a_program_looked_up()
    {
        var document = Write("""
            {"process_uprobe":{"process":{"pid":7,"binary":"/usr/bin/curl"},"path":"/lib/libc.so.6","symbol":"getaddrinfo","args":[{"string_arg":"evil.example.com"}]}}
            """);

        Assert.Equal(("evil.example.com", "dns", "[\"protocol\"]"), (document["dns.question.name"], document["network.protocol"], document["event.type"]));
        Assert.Contains("evil.example.com", document["related.hosts"], StringComparison.Ordinal);
    }

    [Fact]
    public void Turns_an_accepted_socket_round()
    {
        var document = Write("""
            {"process_kprobe":{"process":{"pid":7,"binary":"/usr/sbin/sshd"},"function_name":"inet_csk_accept",
            "args":[{"sock_arg":{"family":"AF_INET","protocol":"IPPROTO_TCP","saddr":"10.0.0.1","sport":22,"daddr":"198.51.100.7","dport":40000}}]}}
            """);

        Assert.Equal(("198.51.100.7", "40000", "10.0.0.1", "22", "ingress"),
            (document["source.ip"], document["source.port"], document["destination.ip"], document["destination.port"], document["network.direction"]));
    }

    [Fact]
    public void Leaves_out_the_other_end_of_a_socket_that_listens()
    {
        var document = Write("""
            {"process_kprobe":{"process":{"pid":7,"binary":"/usr/bin/nc"},"function_name":"inet_csk_listen_start",
            "args":[{"sock_arg":{"family":"AF_INET","protocol":"IPPROTO_TCP","saddr":"0.0.0.0","sport":8080,"daddr":"0.0.0.0"}}]}}
            """);

        Assert.Equal(("0.0.0.0", "8080", null), (document["source.ip"], document["source.port"], document["destination.ip"]));
    }

    [Fact]
    public void Reads_look_ups_and_connections_of_other_editions()
    {
        var dns = Write("""
            {"process_dns":{"process":{"pid":7,"binary":"/usr/bin/curl"},"dns":{"names":["example.com."],"qtypes":["A"],"rcode":0,"ips":["203.0.113.7","x"]},"destination_ip":"10.96.0.10","destination_port":53,"protocol":"UDP"}}
            """);
        Assert.Equal(("example.com", "A", "0", "[\"203.0.113.7\"]", "udp"),
            (dns["dns.question.name"], dns["dns.question.type"], dns["dns.response_code"], dns["dns.resolved_ip"], dns["network.transport"]));

        var close = Write("""
            {"process_close":{"process":{"pid":7,"binary":"/usr/bin/curl"},"source_ip":"10.0.0.1","source_port":4000,"destination_ip":"203.0.113.7","destination_port":80,
            "destination_names":["example.com"],"stats":{"bytes_sent":"78","bytes_received":"15221","segs_in":14,"segs_out":9},"protocol":"TCP"}}
            """);
        Assert.Equal(("78", "15221", "15299", "23", "example.com"),
            (close["source.bytes"], close["destination.bytes"], close["network.bytes"], close["network.packets"], close["destination.domain"]));
        Assert.Equal(("close", "[\"connection\",\"end\"]"), (close["event.action"], close["event.type"]));
    }

    [Fact]
    public void Keeps_a_process_of_which_one_property_cannot_be_read()
    {
        var document = Write("""{"process_exec":{"process":{"exec_id":"a","pid":7,"binary":"/bin/a","cwd":"/tmp","environment_variables":"SHELL=/bin/bash"}}}""");

        Assert.Equal(("a", "7", "/bin/a", "/tmp"), (document["process.entity_id"], document["process.pid"], document["process.executable"], document["process.working_directory"]));
        Assert.Equal("SHELL=/bin/bash", document["tetragon.process.environment_variables"]);
    }

    [Theory]
    [InlineData("""{"process_dns":{"process":{"pid":7},"dns":{"names":[{"a":1}],"ips":[["x"]]}}}""")]
    [InlineData("""{"process_connect":{"process":{"pid":7},"source_ip":{"a":1},"destination_ip":[1],"stats":{"bytes_sent":-1}}}""")]
    [InlineData("""{"process_dns":{"dns":"x"}}""")]
    public void Bears_what_other_editions_might_say(string json) => Assert.NotNull(Write(json)["event.id"]);

    [Fact]
    public void Keeps_what_the_agent_says_of_the_node_and_of_the_test()
    {
        var document = Write("""{"test":{"arg0":"18446744073709551615"},"node_name":"n","node_labels":{"zone":"a"}}""");
        Assert.Equal("18446744073709551615", document["tetragon.arg0"]);

        var exec = Write("""{"process_exec":{"process":{"pid":7,"binary":"/bin/a"}},"node_labels":{"zone":"a"},"aggregation_info":{"count":"3"},"cluster_name":"c"}""");
        Assert.Equal(("a", "3"), (exec["tetragon.node_labels.zone"], exec["tetragon.aggregation_info.count"]));
    }

    private static FlatDocument Write(string json) => FlatDocument.Of(SampleDocuments.Write(
        SampleDocuments.Event(json.ReplaceLineEndings(""), SensorFormat.TetragonJson)));
}
