using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Tests.Documents;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests.Detections;

public sealed class DetectorTests
{
    private static readonly ProcessFact Process = An.Image(1, 7, "/bin/cat");

    [Fact]
    public void Makes_an_alert_of_what_a_policy_blocked_and_of_nothing_else_unasked()
    {
        var detector = With();

        Assert.Equal(Severity.Critical, detector.Judge(An.Policy(Process, 2, enforcement: "sigkill")).Severity);
        Assert.Null(detector.Judge(An.Policy(Process, 2)).Severity);
        Assert.Null(detector.Judge(An.Exec(Process)).Severity);
    }

    [Fact]
    public void Lets_the_first_rule_that_fits_decide_before_the_built_in_one()
    {
        var detector = With(
            new() { Policy = "audit-*", Severity = "activity" },
            new() { Message = "Credential*", Tags = ["filesystem"], Severity = "error" },
            new() { Policy = "p", Action = "blocked", Severity = "alert" });

        Assert.Null(detector.Judge(An.Policy(Process, 2, "audit-all", enforcement: "sigkill")).Severity);
        Assert.Equal(Severity.Error, detector.Judge(Told("Credential file opened", "filesystem", "other")).Severity);
        Assert.Null(detector.Judge(Told("Credential file opened", "network")).Severity);
        Assert.Equal(Severity.Alert, detector.Judge(An.Policy(Process, 2, enforcement: "sigkill")).Severity);
    }

    [Fact]
    public void Takes_falcos_severity_and_shows_its_losses_however_mild_it_calls_them()
    {
        var detector = With();
        var alert = An.Alert(1, 7);

        Assert.Equal(Severity.Warning, detector.Judge(alert).Severity);
        Assert.Equal(Severity.Debug, detector.Judge(alert with { Severity = Severity.Debug }).Severity);
        Assert.Equal(Severity.Warning, detector.Judge(alert with { Kind = ObservationKind.SensorLoss, Severity = Severity.Debug }).Severity);
        Assert.Equal(Severity.Critical, detector.Judge(alert with { Kind = ObservationKind.SensorLoss, Severity = Severity.Critical }).Severity);
        Assert.Null(detector.Judge(alert with { Kind = ObservationKind.Metrics }).Severity);
    }

    [Theory]
    [InlineData("Falco internal: syscall event drop", "internal", false)]
    [InlineData("Falco internal: timeouts notification", "internal", false)]
    [InlineData("Falco internal: hot restart failure", "internal", false)]
    [InlineData("Falco internal: hot restart failure", "syscall", true)]
    [InlineData("Falco internal: syscall event drop", null, true)]
    [InlineData("My rule", "internal", true)]
    public void Leaves_to_the_health_event_what_falco_says_of_itself_and_nothing_that_only_looks_so(string rule, string? source, bool isAlert)
    {
        var said = SampleDocuments.Map(SampleDocuments.Event(
            $$"""{"rule":"{{rule}}","priority":"Critical","output":"o"{{(source is null ? "" : $",\"source\":\"{source}\"")}}}""", SensorFormat.FalcoJson));

        Assert.Equal(isAlert, With().Judge(said).Severity is not null);
    }

    [Fact]
    public void Leaves_to_the_health_event_what_tetragon_holds_back() => Assert.Null(With().Judge(SampleDocuments.Map(SampleDocuments.Event(
        """{"process_throttle":{"type":"THROTTLE_START","cgroup":"session-429.scope"},"node_name":"n"}""", SensorFormat.TetragonJson))).Severity);

    [Theory]
    [InlineData("any", "loud", "enricher:detections:1: severity 'loud' is none of debug, informational")]
    [InlineData("maybe", "error", "enricher:detections:1: action 'maybe' is none of blocked, any")]
    public void Stops_the_start_on_words_it_does_not_know(string action, string severity, string problem)
    {
        var options = new EnricherOptions { Detections = [new() { Severity = "info" }, new() { Action = action, Severity = severity }] };

        var result = new DetectionsCheck().Validate(null, options);

        Assert.StartsWith(problem, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbb", false)]
    [InlineData("a?c", "ABC", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("**a**", "xax", true)]
    [InlineData("", "a", false)]
    public void Knows_wildcards(string pattern, string text, bool fits) => Assert.Equal(fits, new Glob(pattern).Matches(text));

    private static Observation Told(string message, params string[] tags) =>
        An.Policy(Process, 2) with { Rule = new("p") { Description = message, Tags = tags } };

    private static Detector With(params DetectionOptions[] rules) =>
        new(Options.Create(new EnricherOptions { Detections = rules }));
}
