using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>The last look before somebody is got out of bed: the route's threshold, of the alerts or of what they amount to.</summary>
internal static class PageThreshold
{
    public static bool IsReached(Page page, Notice notice)
    {
        var settings = notice.Target.Settings;
        var risk = notice.News.Max(alert => Math.Max(alert.RiskScore ?? 0, alert.IncidentSoFar?.RiskScore ?? 0));
        return (settings.MinSeverity is not { } least || page.Severity >= least)
            && (settings.MinRisk is not { } lowest || risk >= lowest || page.Told.Message.Length > 0);
    }
}
