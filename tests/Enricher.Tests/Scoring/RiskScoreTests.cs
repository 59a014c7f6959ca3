using Eyrie.Contracts;
using Eyrie.Enricher.Scoring;

namespace Eyrie.Enricher.Tests.Scoring;

public sealed class RiskScoreTests
{
    private static readonly ScoringOptions Usual = new();

    [Theory]
    [InlineData(Severity.Debug, 5)]
    [InlineData(Severity.Informational, 10)]
    [InlineData(Severity.Notice, 20)]
    [InlineData(Severity.Warning, 35)]
    [InlineData(Severity.Error, 50)]
    [InlineData(Severity.Critical, 65)]
    [InlineData(Severity.Alert, 75)]
    [InlineData(Severity.Emergency, 85)]
    public void Begins_with_the_severity(Severity severity, int score)
    {
        var risk = RiskScore.Of(new(severity), Usual);

        Assert.Equal((score, "priority", $"priority +{score}: {severity.Word()}"), (risk.Score, Assert.Single(risk.Factors), Assert.Single(risk.Reasons)));
    }

    public static TheoryData<string, int, string> Signs => new()
    {
        { "technique", 10, "technique +10: T1059, T1059.004" },
        { "techniques", 14, "technique +14: T1059, T1105, T1070" },
        { "many techniques", 20, "technique +20: T1, T2, T3, T4, T5, T6, T7, T8" },
        { "service", 20, "service_shell +20: nginx > sh" },
        { "first", 10, "first_time +10: Deployment/web" },
        { "interactive", 10, "interactive +10: a terminal" },
        { "privileged", 10, "privileged +10: the container is privileged" },
        { "blocked", -20, "blocked -20: the policy prevented it" },
        { "9 repeats", 0, "" },
        { "10 repeats", -5, "repeated -5: 10 alerts like it" },
        { "999 repeats", -10, "repeated -10: 999 alerts like it" },
        { "1000000 repeats", -15, "repeated -15: 1000000 alerts like it" },
        { "1 in the incident", 0, "" },
        { "2 in the incident", 5, "incident_techniques +5: 2 techniques in the incident" },
        { "9 in the incident", 15, "incident_techniques +15: 9 techniques in the incident" },
    };

    [Theory]
    [MemberData(nameof(Signs))]
    public void Adds_each_factor_with_its_reason(string sign, int points, string reason)
    {
        var risk = RiskScore.Of(Sign(sign), Usual);

        Assert.Equal(50 + points, risk.Score);
        Assert.Equal(reason, risk.Reasons.Count > 1 ? risk.Reasons[1] : "");
        Assert.Equal(risk.Reasons.Select(one => one.Split(' ')[0]), risk.Factors);
    }

    [Theory]
    [MemberData(nameof(Signs))]
    public void Leaves_out_what_is_worth_nothing(string sign, int points, string reason)
    {
        var nothing = new ScoringOptions
        {
            Technique = 0,
            ServiceShell = 0,
            FirstTime = 0,
            Interactive = 0,
            Privileged = 0,
            Blocked = 0,
            Repeated = 0,
            IncidentTechniques = 0,
        };

        Assert.Equal(["priority"], RiskScore.Of(Sign(sign), nothing).Factors);
        Assert.Empty(RiskScore.Of(Sign(sign), nothing with { Priority = 0 }).Factors);
        Assert.Equal(points == 0, reason.Length == 0);
    }

    [Fact]
    public void Weighs_as_it_is_told() => Assert.Equal(
        (76 + 30, 100, 0),
        (
            RiskScore.Of(new(Severity.Critical) { Privileged = true }, new() { Priority = 100, Privileged = 30 }).Reasons.Sum(reason => int.Parse(reason.Split(' ')[1].Trim('+', ':'), System.Globalization.CultureInfo.InvariantCulture)),
            RiskScore.Of(new(Severity.Critical) { Privileged = true }, new() { Priority = 100, Privileged = 30 }).Score,
            RiskScore.Of(new(Severity.Debug) { Blocked = true }, Usual).Score));

    private static RiskSigns Sign(string sign) => sign switch
    {
        "technique" => new(Severity.Error) { Techniques = ["T1059", "T1059.004"] },
        "techniques" => new(Severity.Error) { Techniques = ["T1059", "T1105", "T1070"] },
        "many techniques" => new(Severity.Error) { Techniques = ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"] },
        "service" => new(Severity.Error) { ServiceShell = "nginx > sh" },
        "first" => new(Severity.Error) { FirstTimeOn = "Deployment/web" },
        "interactive" => new(Severity.Error) { Interactive = "a terminal" },
        "privileged" => new(Severity.Error) { Privileged = true },
        "blocked" => new(Severity.Error) { Blocked = true },
        _ when sign.EndsWith(" repeats", StringComparison.Ordinal) => new(Severity.Error) { Repeats = Number(sign) },
        _ => new(Severity.Error) { IncidentTechniques = (int)Number(sign) },
    };

    private static long Number(string sign) => long.Parse(sign.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}
