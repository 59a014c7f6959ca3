using System.Globalization;
using System.Text;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Tests.OnCall;

public sealed class AlertSentenceTests
{
    private static readonly string[] Actions = ["execve", "connect", "openat", "sensor_lost", "x", ""];

    private static readonly Alert Curl = An.FullAlert() with { Action = "connect", Remote = "203.0.113.9:12345", Parent = "/bin/sh" };

    public static TheoryData<Alert, string> Known => new()
    {
        { Curl, "curl, started by sh below nginx, connected to 203.0.113.9:12345 in shop/web-7d9c-x2x4z (Deployment/web) on worker-1" },
        { Curl with { Blocked = true }, "curl, started by sh below nginx, connected to 203.0.113.9:12345 (blocked) in shop/web-7d9c-x2x4z (Deployment/web) on worker-1" },
        { Curl with { Action = "execve", Remote = "" }, "curl was started by sh below nginx in shop/web-7d9c-x2x4z (Deployment/web) on worker-1" },
        { Curl with { Action = "security_file_permission", Remote = "", File = "/etc/passwd", Types = ["change"] }, "curl, started by sh below nginx, wrote to /etc/passwd in shop/web-7d9c-x2x4z (Deployment/web) on worker-1" },
        { Curl with { Action = "openat", Remote = "", File = "/etc/shadow", Types = ["access"] }, "curl, started by sh below nginx, opened /etc/shadow in shop/web-7d9c-x2x4z (Deployment/web) on worker-1" },
        { Curl with { Action = "unlinkat", Remote = "", File = "/var/log/x", Types = ["deletion"] }, "curl, started by sh below nginx, deleted /var/log/x in shop/web-7d9c-x2x4z (Deployment/web) on worker-1" },
        { Curl with { Action = "setuid", Remote = "" }, "curl, started by sh below nginx, changed its user in shop/web-7d9c-x2x4z (Deployment/web) on worker-1" },
        { Curl with { Action = "security_ptrace_access_check", Remote = "", Pod = "", Container = "" }, "curl, started by sh below nginx, took hold of another process on worker-1" },
        { Curl with { Action = "finit_module", Remote = "", Tree = "systemd(1) > insmod(77)", Executable = "/usr/sbin/insmod", Parent = "/usr/lib/systemd/systemd", Pod = "", Container = "", Node = "" }, "insmod loaded a kernel module" },
        { Curl with { Tree = "", Parent = "" }, "curl connected to 203.0.113.9:12345 in shop/web-7d9c-x2x4z (Deployment/web) on worker-1" },
        { Curl with { Pod = "web", Workload = "Pod/web", Namespace = "" }, "curl, started by sh below nginx, connected to 203.0.113.9:12345 in web on worker-1" },
        { Curl with { Pod = "" }, "curl, started by sh below nginx, connected to 203.0.113.9:12345 in container nginx (Deployment/web) on worker-1" },
        { An.SensorLost() with { Action = "sensor_lost" }, "tetragon on worker-1 was lost: what happens is not seen until it is read again" },
        { An.SensorLost() with { Action = "something_new", Message = "all is well" }, "all is well on worker-1" },
        { new() { Id = "a", Document = default, User = "alice", Action = "create" }, "alice did create" },
        { new() { Id = "a", Document = default, Rule = "A rule" }, "'A rule' was seen" },
        { new() { Id = "a", Document = default }, "something was seen that nothing is known of" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Says_who_did_what_to_what_and_where(Alert alert, string expected) => Assert.Equal(expected, AlertSentence.Of(alert));

    [Fact]
    public void Cuts_each_part_so_that_the_others_are_seen()
    {
        var sentence = AlertSentence.Of(Curl with { Executable = "/x/" + new string('a', 100_000), Remote = new('b', 100_000), Pod = new('c', 100_000) });

        Assert.InRange(sentence.Length, 100, AlertSentence.MaxLength);
        Assert.Contains("aaa…, started by sh below nginx, connected to bbb", sentence, StringComparison.Ordinal);
        Assert.Contains("… in shop/ccc", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_one_visible_line_whatever_the_alert() => Gen.Select(Gen.String, Gen.OneOf([.. Actions.Select(action => Gen.Const(action))]), Gen.Bool).Sample((text, action, ours) =>
    {
        var sentence = AlertSentence.Of(An.HostileAlert(text) with { Action = action, File = text, Remote = text, Parent = text, Sensor = ours ? "eyrie" : "falco", Observer = text });

        Assert.InRange(sentence.Length, 1, AlertSentence.MaxLength);
        Assert.DoesNotContain(sentence.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
            or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
    });
}
