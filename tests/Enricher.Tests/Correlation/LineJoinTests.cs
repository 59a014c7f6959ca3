using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>The join of alerts that tell no pid, as Falco's shipped rules do.</summary>
public sealed class LineJoinTests
{
    private const string Web = "0123456789abcdef0123456789abcde";
    private const string Database = "ffff56789abcdef0123456789abcdef";
    private static readonly ProcessFact Init = An.Image(0.1, 1, "/sbin/init");
    private static readonly ProcessFact Shell = An.Image(1_000, 70, "/bin/sh -c \"curl http://x\"", parent: Init.ExecId, container: Web);
    private static readonly ProcessFact Curl = An.Image(1_010, 71, "/usr/bin/curl http://x", parent: Shell.ExecId, container: Web);

    private readonly EnrichmentPipeline _pipeline = An.Pipeline();
    private readonly PartitionState _state = An.State();

    [Fact]
    public void Joins_with_the_only_process_that_fits_and_does_not_call_it_sure()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Curl, Shell));

        var found = Assert.Single(_pipeline.Read(_state, An.Alert(1_020, null, "curl http://x"))).Enrichment;

        Assert.Equal((CorrelationMethod.ContainerCommandLine, Confidence.Medium), (found.Correlation.Method, found.Correlation.Confidence));
        Assert.Equal(Curl.ExecId, found.Process!.ExecId);
        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }

    [Theory]
    [InlineData("0123456789ab", 71L)] // Falco's twelve characters
    [InlineData("ffff56789abc", 81L)]
    [InlineData("eeee56789abc", null)]
    public void Tells_containers_apart(string container, long? pid)
    {
        var other = An.Image(1_005, 81, "/usr/bin/curl http://x", parent: Init.ExecId, container: Database);
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(other, Init), An.Exec(Curl, Shell));
        var alert = An.Alert(1_020, null, "curl http://x");

        Assert.Equal(pid, Joined(alert with { Process = alert.Process! with { ContainerId = container } }).Process!.Pid);
    }

    [Fact]
    public void Names_no_process_but_the_ancestors_that_all_share_when_several_fit()
    {
        var twin = An.Image(1_011, 72, "/usr/bin/curl http://x", parent: Shell.ExecId, container: Web);
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Curl, Shell), An.Exec(twin, Shell));

        var found = Joined(An.Alert(1_020, null, "curl http://x"));

        Assert.Equal((CorrelationMethod.ContainerCommandLine, Confidence.Low), (found.Correlation.Method, found.Correlation.Confidence));
        Assert.Contains("2 processes", found.Correlation.Reason, StringComparison.Ordinal);
        Assert.Null(found.Process!.ExecId);
        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }

    [Fact]
    public void Takes_of_several_execs_of_one_line_the_one_at_the_alerts_time()
    {
        var twin = An.Image(1_020, 72, "/usr/bin/curl http://x", parent: Shell.ExecId, container: Web);
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Curl, Shell), An.Exec(twin, Shell));

        Assert.Equal(72, Joined(An.Alert(1_020.05, null, "curl http://x", action: "execve")).Process!.Pid);
    }

    [Fact]
    public void Waits_for_the_exec_that_an_alert_is_about()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init));

        Assert.Empty(_pipeline.Read(_state, An.Alert(1_010.05, null, "curl http://x", action: "execve")));
        var found = Assert.Single(_pipeline.Read(_state, An.Exec(Curl, Shell)).Alerts()).Enrichment;

        Assert.Equal(Curl.ExecId, found.Process!.ExecId);
    }

    [Fact]
    public void Does_not_take_what_had_ended_or_made_way_or_began_later()
    {
        var next = An.Image(1_015, 70, "/bin/bash -i", parent: Shell.ExecId, flags: "execve");
        var later = An.Image(1_030, 90, "/usr/bin/curl http://x", parent: Init.ExecId);
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Curl, Shell), An.Exec(next, Shell), An.Exit(Curl, 1_012), An.Exec(later, Init));

        Assert.Null(Joined(An.Alert(1_020, null, "curl http://x")).Process!.ExecId);
        Assert.Null(Joined(An.Alert(1_020, null, "sh -c curl http://x")).Process!.ExecId);
    }

    [Theory]
    [InlineData("sh", true)]
    [InlineData("nginx", false)]
    public void Asks_the_parents_name(string parent, bool joins)
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Curl, Shell));

        var found = Joined(An.Alert(1_020, null, "curl http://x") with { Parent = new() { Name = parent } });

        Assert.Equal(joins, found.Process!.ExecId is not null);
    }

    [Fact]
    public void Finds_a_script_that_falco_tells_by_its_interpreters_line()
    {
        var script = An.Image(1_010, 71, "/srv/backup.sh --all", parent: Init.ExecId);
        _pipeline.Read(_state, An.Exec(script, Init));
        var alert = An.Alert(1_010.05, null, "x", action: "execve");

        var found = Joined(alert with { Process = alert.Process! with { Name = "backup.sh", CommandLine = "backup.sh /srv/backup.sh --all" } });

        Assert.Equal(script.ExecId, found.Process!.ExecId);
    }

    [Fact]
    public void Gives_up_in_time_where_thousands_run_the_same_line()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init));
        for (var i = 0; i < 2_000; i++)
        {
            _pipeline.Read(_state, An.Exec(An.Image(1_010 + (i * 0.001), 100 + i, "/bin/sleep 1", parent: Shell.ExecId), Shell));
        }

        var found = Joined(An.Alert(1_020, null, "sleep 1"));

        Assert.Null(found.Process!.ExecId);
        Assert.Contains("very many", found.Correlation.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Explains_every_candidate()
    {
        var other = An.Image(1_005, 81, "/usr/bin/curl http://x", parent: Init.ExecId, container: Database);
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(other, Init), An.Exec(Curl, Shell));
        var alert = An.Alert(1_020, null, "curl http://x");

        var candidates = Correlator.Explain(alert with { Process = alert.Process! with { ContainerId = Web[..12] } }, _state);

        Assert.Equal([(71L, true), (81L, false)], candidates.Select(one => (one.Process.Pid!.Value, one.Chosen)).OrderBy(one => one.Item1));
        Assert.Contains("container", candidates.Single(one => !one.Chosen).Verdict, StringComparison.Ordinal);
    }

    private Enrichment Joined(Observation alert)
    {
        var output = _pipeline.Read(_state, alert);
        _state.Clock.Idle(TimeSpan.FromSeconds(10));
        _pipeline.Expire(_state, output);
        return Assert.Single(output.Alerts()).Enrichment;
    }
}
