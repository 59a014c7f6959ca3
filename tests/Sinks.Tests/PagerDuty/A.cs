using Eyrie.Contracts;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.PagerDuty;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Tests.PagerDuty;

/// <summary>Notices for tests.</summary>
internal static class A
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static Notice Notice(params Alert[] news) => new()
    {
        Address = "key",
        Group = news is [{ Incident.Length: > 0 } first, ..] ? first.Incident : news is [var alone, ..] ? alone.Id : "inc-1",
        Target = new("", "", RouteSettings.None),
        News = news,
    };

    public static Page PageOf(Notice notice, AlertLinks? links = null) => Page.Of(notice, ToldNews.After(notice, ToldNews.Fresh(notice), Now), links ?? AlertLinks.None);

    public static Alert GrownAlert() => An.FullAlert() with
    {
        IncidentSequence = 10,
        RiskReasons = ["priority +50: critical", "technique +10: T1059"],
        Parent = "/bin/sh",
        Remote = "198.51.100.7:80",
        IncidentSoFar = new()
        {
            First = EventTime.From(1_760_000_000, 0),
            Last = EventTime.From(1_760_000_600, 0),
            Alerts = 12,
            Suppressed = 2,
            Severity = Severity.Critical,
            RiskScore = 91,
            Rules = ["Read sensitive file", "Run shell in web server", "Package management"],
            Techniques = ["T1059", "T1555"],
        },
    };
}
