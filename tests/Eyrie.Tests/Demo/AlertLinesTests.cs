using Eyrie.Contracts;
using Eyrie.Demo;

namespace Eyrie.Tests.Demo;

public sealed class AlertLinesTests
{
    private static readonly Alert InPod = new()
    {
        Id = "1",
        Document = default,
        Time = EventTime.From(1_795_419_664, 418_259_000),
        Severity = Severity.Critical,
        Rule = "Read sensitive file untrusted",
        Node = "worker-1",
        Namespace = "shop",
        Pod = "web-5d9-abc",
        Workload = "Deployment/web",
        Tree = "containerd-shim(1201) > nginx(3312) > sh(4711) > cat(4722)",
    };

    [Fact]
    public void Says_what_where_by_whom_and_where_it_goes()
    {
        Assert.Equal(
            "07:41:04.418 critical      Read sensitive file untrusted | pod shop/web-5d9-abc (Deployment/web)"
            + " | containerd-shim(1201) > nginx(3312) > sh(4711) > cat(4722) | -> Elasticsearch, Slack",
            AlertLines.ForFile(InPod, "Elasticsearch, Slack"));
    }

    [Fact]
    public void Shows_in_passing_that_a_sensor_was_found()
    {
        var found = new Alert { Id = "1", Document = default, Observer = "falco", Severity = Severity.Informational, Rule = "Sensor connected", Message = "falco is read" };

        Assert.Single(AlertLines.ForTerminal(found, "Elasticsearch", 80));
        Assert.Equal(2, AlertLines.ForTerminal(found with { Severity = Severity.Error }, "Elasticsearch", 80).Count);
    }

    [Fact]
    public void Names_the_host_where_there_is_no_pod()
    {
        var line = AlertLines.ForFile(InPod with { Pod = "", Node = "vm" }, "Elasticsearch");

        Assert.Contains("| host vm |", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_the_process_where_there_is_no_tree()
    {
        var line = AlertLines.ForFile(InPod with { Tree = "", Pid = 7, Executable = "/bin/sh" }, "Elasticsearch");

        Assert.Contains("| /bin/sh(7) |", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_acting_process_visible_on_a_narrow_terminal()
    {
        var lines = AlertLines.ForTerminal(InPod, "Elasticsearch", width: 40);

        Assert.Equal(2, lines.Count);
        Assert.EndsWith("cat(4722)", lines[1].Text, StringComparison.Ordinal);
        Assert.True(lines[1].Text.Length <= 40);
    }

    [Fact]
    public void Lets_nothing_through_that_a_terminal_obeys()
    {
        const string Hostile = "[red]x[/]\u001b]0;owned\u0007\r\n\u202e";
        var alert = InPod with { Rule = Hostile, Pod = Hostile, Namespace = Hostile, Workload = Hostile, Tree = Hostile };

        string[] lines = [AlertLines.ForFile(alert, "Elasticsearch"), .. AlertLines.ForTerminal(alert, "Elasticsearch", 120).Select(line => line.Text)];

        Assert.All(lines, line => Assert.DoesNotContain(line, character => char.IsControl(character) || character == '\u202e'));
        Assert.All(lines, line => Assert.Contains("[red]x[/]\\x1b", line, StringComparison.Ordinal));
    }
}
