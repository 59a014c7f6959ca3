namespace Eyrie.Enricher.Tests.Correlation;

public sealed class EnforcementTests
{
    private static readonly ProcessFact Curl = An.Image(1, 7, "/usr/bin/curl evil");

    [Theory]
    [InlineData("sigkill", "SIGKILL", true)]
    [InlineData("sigkill", "SIGTERM", false)]
    [InlineData("sigkill", null, false)]
    [InlineData("signal", "SIGTERM", true)]
    [InlineData("notify_enforcer", "SIGKILL", true)]
    [InlineData("notify_enforcer", null, false)]
    public void Believes_a_kill_when_the_process_ends_by_the_signal(string action, string? signal, bool blocked)
    {
        var (pipeline, state) = (An.Pipeline(), An.State());

        Assert.Empty(pipeline.Read(state, An.Exec(Curl), An.Policy(Curl, 2, enforcement: action)).Alerts());
        var alert = Assert.Single(pipeline.Read(state, An.Exit(Curl, 3, signal)).Alerts()).Enrichment;

        Assert.Equal((action, blocked ? "blocked" : "observed", blocked), (alert.Enforcement!.Action, alert.Enforcement.Outcome, alert.Enforcement.Reason is null));
    }

    [Fact]
    public void Sends_the_alert_out_as_observed_when_the_process_goes_on()
    {
        var (pipeline, state) = (An.Pipeline(), An.State());
        pipeline.Read(state, An.Exec(Curl), An.Policy(Curl, 2, enforcement: "sigkill"));

        var alert = Assert.Single(pipeline.Read(state, An.Exec(An.Image(3_100, 8, "/bin/ls"))).Alerts()).Enrichment;

        Assert.Equal("observed", alert.Enforcement!.Outcome);
        Assert.Contains("in time", alert.Enforcement.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_of_an_end_that_came_before_the_policys_event()
    {
        var (pipeline, state) = (An.Pipeline(), An.State());
        pipeline.Read(state, An.Exec(Curl), An.Exit(Curl, 2.5, "SIGKILL"));

        Assert.Equal("blocked", Assert.Single(pipeline.Read(state, An.Policy(Curl, 2, enforcement: "sigkill"))).Enrichment.Enforcement!.Outcome);
    }

    [Fact]
    public void Does_not_take_a_kill_much_later_for_the_policys()
    {
        var (pipeline, state) = (An.Pipeline(), An.State());
        pipeline.Read(state, An.Exec(Curl), An.Exit(Curl, 60_000, "SIGKILL"));

        Assert.Equal("observed", Assert.Single(pipeline.Read(state, An.Policy(Curl, 2, enforcement: "sigkill")).Alerts()).Enrichment.Enforcement!.Outcome);
    }

    [Fact]
    public void Finds_the_end_of_an_exec_that_was_killed_half_way_under_its_next_image()
    {
        var (pipeline, state) = (An.Pipeline(), An.State());
        var next = An.Image(2.1, 7, "/tmp/miner", parent: Curl.ExecId, flags: "execve");
        pipeline.Read(state, An.Exec(Curl), An.Policy(Curl, 2, enforcement: "sigkill"), An.Exec(next));

        Assert.Equal("blocked", Assert.Single(pipeline.Read(state, An.Exit(next, 2.2, "SIGKILL")).Alerts()).Enrichment.Enforcement!.Outcome);
    }

    [Fact]
    public void Does_not_take_the_end_of_another_process_with_the_pid_for_it()
    {
        var (pipeline, state) = (An.Pipeline(), An.State());
        pipeline.Read(state, An.Exec(Curl), An.Exit(Curl, 1.5), An.Exec(An.Image(1.7, 7, "/bin/ls")));

        var late = pipeline.Read(state, An.Policy(Curl, 1.2, enforcement: "sigkill"), An.Exit(An.Image(1.7, 7, "/bin/ls"), 3, "SIGKILL"));

        Assert.Equal("observed", Assert.Single(late.Alerts()).Enrichment.Enforcement!.Outcome);
    }

    [Theory]
    [InlineData("failure", "blocked")]
    [InlineData("success", "observed")]
    [InlineData(null, "observed")]
    public void Believes_an_override_when_the_call_answered_with_an_error(string? outcome, string expected)
    {
        var (pipeline, state) = (An.Pipeline(), An.State());

        var alert = Assert.Single(pipeline.Read(state, An.Policy(Curl, 2, enforcement: "override") with { Outcome = outcome }).Alerts());

        Assert.Equal(expected, alert.Enrichment.Enforcement!.Outcome);
    }

    [Fact]
    public void Says_nothing_of_the_outcome_where_an_event_that_is_no_alert_does_not_wait_for_it()
    {
        var pipeline = An.Pipeline(new() { Detections = [new() { Severity = "activity" }] });

        var activity = Assert.Single(pipeline.Read(An.State(), An.Policy(Curl, 2, enforcement: "sigkill"))).Enrichment;

        Assert.Equal(new Enforcement("sigkill"), activity.Enforcement);
    }

    [Fact]
    public void Writes_what_was_done_and_what_came_of_it()
    {
        var (pipeline, state) = (An.Pipeline(), An.State());
        pipeline.Read(state, An.Exec(Curl), An.Policy(Curl, 2, enforcement: "sigkill"));
        var alert = Assert.Single(pipeline.Read(state, An.Exit(Curl, 3, "SIGKILL")).Alerts());

        var document = System.Text.Encoding.UTF8.GetString(Documents.SampleDocuments.Write(alert.Observation, alert.Enrichment));

        Assert.Contains("\"blocked\":true,\"enforcement\":{\"action\":\"sigkill\",\"outcome\":\"blocked\"}", document, StringComparison.Ordinal);
    }
}
