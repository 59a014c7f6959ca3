using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Explain;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class FalcoFilesTests
{
    [Theory]
    [InlineData("symlinkat", "/tmp/link", "/etc/shadow", "symlink", "evt.arg.target=/etc/shadow evt.arg.linkpath=/tmp/link")]
    [InlineData("linkat", "/tmp/link", "/etc/shadow", null, "evt.arg.oldpath=/etc/shadow evt.arg.newpath=/tmp/link")]
    [InlineData("renameat2", "/usr/bin/new", null, null, "evt.arg.oldpath=/tmp/old evt.arg.newpath=/usr/bin/new")]
    [InlineData("mkdir", "/tmp/d", null, "dir", "evt.arg.path=/tmp/d")]
    [InlineData("openat", "/etc/passwd", null, "file", "fd.name=/etc/passwd fd.type=file")]
    [InlineData("getdents64", "/etc", null, "dir", "fd.name=/etc fd.type=directory")]
    public void Takes_the_path_that_is_there_afterwards(string call, string path, string? target, string? type, string fields)
    {
        var document = Write(call, fields);

        Assert.Equal((path, target, type), (document["file.path"], document["file.target_path"], document["file.type"]));
    }

    [Theory]
    [InlineData("fchmodat", "0755", "0755")]
    [InlineData("fchmodat", "S_IXUSR|S_IWUSR|S_IRUSR|S_ISUID", "4700")]
    [InlineData("openat", "0600", null)]
    public void Takes_a_mode_where_it_is_set(string call, string said, string? mode) =>
        Assert.Equal(mode, Write(call, $"evt.arg.path=/tmp/x fd.name=/tmp/x evt.arg.mode={said}")["file.mode"]);

    [Fact]
    public void Takes_the_new_owner()
    {
        var document = Write("fchownat", "evt.arg.path=/tmp/x evt.arg.uid=1000 evt.arg.gid=50");

        Assert.Equal(("1000", "50"), (document["file.uid"], document["file.gid"]));
    }

    [Fact]
    public void Tells_capabilities_and_a_listening_socket()
    {
        var document = Write("listen", "proc.name=nc thread.cap_effective=CAP_CHOWN&CAP_NET_RAW fd.name=0.0.0.0:8080 fd.l4proto=tcp");

        Assert.Equal("[\"CAP_CHOWN\",\"CAP_NET_RAW\"]", document["process.thread.capabilities.effective"]);
        Assert.Equal(("0.0.0.0", "8080", null), (document["source.ip"], document["source.port"], document["destination.ip"]));
    }

    [Fact]
    public void Knows_DNS_by_its_port()
    {
        var document = Write("sendto", "fd.name=10.0.0.1:40000->10.96.0.10:53 fd.l4proto=udp");

        Assert.Equal(("dns", "udp", "17", "egress"), (document["network.protocol"], document["network.transport"], document["network.iana_number"], document["network.direction"]));
    }

    private static FlatDocument Write(string call, string fields)
    {
        var said = fields.Split(' ').Select(field => field.Split('=')).ToDictionary(field => field[0], field => field[1].Replace('&', ' '));
        said["evt.type"] = call;
        var json = JsonSerializer.SerializeToUtf8Bytes(new { rule = "r", output = "o", source = "syscall", output_fields = said });
        return FlatDocument.Of(SampleDocuments.Write(new SensorEvent(json, SensorFormat.FalcoJson, "n", SampleDocuments.Received)));
    }
}
