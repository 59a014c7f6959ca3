using Eyrie.Contracts;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>What a page tells, before it is written down.</summary>
internal sealed record Page
{
    private const int MaxTechniques = 3;

    /// <summary>What PagerDuty puts events together by.</summary>
    public required string DedupKey { get; init; }

    /// <summary>The alert that speaks: the worst of all that were told.</summary>
    public required Alert Lead { get; init; }

    /// <summary>The newest alert.</summary>
    public required Alert Latest { get; init; }

    /// <summary>What will have been told with this page.</summary>
    public required Told Told { get; init; }

    /// <summary>Whose it is, and how it came here.</summary>
    public required RouteTarget Target { get; init; }

    /// <summary>What the incident amounts to, as the newest alert has it; null when nobody added it up.</summary>
    public IncidentSummary? SoFar { get; init; }

    /// <summary>Where to read on.</summary>
    public IReadOnlyList<AlertLink> Links { get; init; } = [];

    /// <summary>Where to go on looking; null when no link to Kibana is configured.</summary>
    public string? Home => (Links.FirstOrDefault(link => link.Text == "Incident") ?? Links.FirstOrDefault(link => link.Text == "Alert"))?.Url;

    /// <summary>How bad the whole is.</summary>
    public Severity Severity => (Severity)Math.Max(Math.Max((int)Lead.Severity, (int)Told.Worst), (int)(SoFar?.Severity ?? 0));

    /// <summary>What a notice amounts to.</summary>
    public static Page Of(Notice notice, Told told, AlertLinks links)
    {
        var worst = notice.News.MaxBy(alert => (alert.Severity, alert.RiskScore ?? 0))!;
        var lead = (notice.Before is { } known && known.Worst > worst.Severity ? LeadOf(known) : null) ?? worst;
        return new()
        {
            DedupKey = PagerDutyEvent.DedupKey(notice),
            Lead = lead,
            Latest = notice.News[^1],
            Told = told,
            Target = notice.Target,
            SoFar = notice.News.Select(alert => alert.IncidentSoFar).MaxBy(soFar => soFar?.Alerts),
            Links = [.. links.Of(lead), .. Techniques(lead)],
        };
    }

    private static IEnumerable<AlertLink> Techniques(Alert lead) => lead.Techniques
        .Select(id => AlertLinks.Technique(id) is { } url ? new AlertLink($"MITRE ATT&CK {id}", url) : null)
        .OfType<AlertLink>()
        .Take(MaxTechniques);

    private static Alert? LeadOf(Told told)
    {
        try
        {
            return told.Lead.Length > 0 ? AlertCodec.Read(System.Text.Encoding.UTF8.GetBytes(told.Lead)) : null;
        }
        catch (FormatException)
        {
            return null; // the newest speaks: what was told before is only remembered for comfort
        }
    }
}
