using System.Globalization;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Slack;

/// <summary>What a message shows of an incident.</summary>
internal sealed record SlackIncident
{
    /// <summary>The alert that speaks for it: the worst.</summary>
    public required Alert Lead { get; init; }

    /// <summary>What was told of it, this message included.</summary>
    public required Told Told { get; init; }

    /// <summary>What it amounts to, by the newest alert that tells; null when nobody added it up.</summary>
    public IncidentSummary? SoFar { get; init; }

    /// <summary>It is over.</summary>
    public bool Over { get; init; }

    /// <summary>Whom to call, as markup; empty: nobody.</summary>
    public string Mention { get; init; } = "";

    /// <summary>What else is to be said about the message itself; empty: nothing.</summary>
    public string Note { get; init; } = "";

    public long Alerts => Math.Max(SoFar?.Alerts ?? 0, Told.Alerts);

    public Severity Worst => (Severity)Math.Max((int)Lead.Severity, Math.Max((int)(SoFar?.Severity ?? 0), (int)Told.Worst));

    /// <summary>What a notice makes of an incident.</summary>
    /// <param name="notice">With an alert, or with the word that it is over.</param>
    /// <param name="told">What will have been told.</param>
    public static SlackIncident Of(Notice notice, Told told) => new()
    {
        Lead = LeadOf(notice, told),
        Told = told,
        SoFar = notice.News.Append(notice.Closing).Select(alert => alert?.IncidentSoFar).MaxBy(soFar => soFar?.Alerts),
        Over = notice.Closing is not null,
    };

    /// <summary>From when to when; null when nobody knows.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Span =>
        SoFar is { First: var first, Last: var last } && first != EventTime.MinValue && last >= first
            ? (first.ToDateTimeOffset(), last.ToDateTimeOffset())
            : null;

    /// <summary>How long it took, in words.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "less than a second",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F1} h"),
    };

    private static Alert LeadOf(Notice notice, Told told)
    {
        var worst = notice.News.MaxBy(alert => (alert.Severity, alert.RiskScore ?? 0));
        return worst is not null && (notice.Before is null || worst.Severity > notice.Before.Worst)
            ? worst
            : Remembered(told) ?? worst ?? notice.Closing ?? throw new ArgumentException("a notice without anything to tell", nameof(notice));
    }

    private static Alert? Remembered(Told told)
    {
        try
        {
            return told.Lead.Length > 0 ? AlertCodec.Read(Encoding.UTF8.GetBytes(told.Lead)) : null;
        }
        catch (FormatException)
        {
            return null; // the newest speaks, then
        }
    }
}
