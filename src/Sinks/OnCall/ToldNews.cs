using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>Adds a notice's news to what was told of its group.</summary>
internal static class ToldNews
{
    private const int MostRules = 30;
    private const int MaxRule = 120;
    private const string NoRule = "unnamed rule";

    /// <summary>A rule as it is written down: bounded.</summary>
    public static string RuleKey(string rule) => PlainText.OneLine(rule.Length > 0 ? rule : NoRule, MaxRule);

    /// <summary>Those of the news that were not told yet: an alert comes twice when it is urgent, or after a crash.</summary>
    public static IReadOnlyList<Alert> Fresh(Notice notice) => notice.Before is { Incident.Length: > 0 } before
        ? [.. notice.News.Where(alert => alert.Incident != before.Incident || alert.IncidentSequence <= 0 || !before.Sequences.Contains(alert.IncidentSequence))]
        : notice.News;

    /// <summary>What will have been told. The message's names stay as they were.</summary>
    /// <param name="notice">What is told now.</param>
    /// <param name="fresh">Which of its news count.</param>
    /// <param name="now">When.</param>
    public static Told After(Notice notice, IReadOnlyList<Alert> fresh, DateTimeOffset now)
    {
        var before = notice.Before ?? new Told { FirstAt = now };
        var worst = fresh.MaxBy(alert => (alert.Severity, alert.RiskScore ?? 0));
        var incident = before.Incident.Length > 0 ? before.Incident : notice.News.Append(notice.Closing).OfType<Alert>().Select(alert => alert.Incident).FirstOrDefault(notice.Group.Equals) ?? "";
        return before with
        {
            Incident = incident,
            LastAt = now,
            Worst = worst is not null && worst.Severity > before.Worst ? worst.Severity : before.Worst,
            Alerts = before.Alerts + fresh.Count,
            Sequences = fresh.Where(alert => alert.IncidentSequence > 0 && alert.Incident == incident).Aggregate(before.Sequences, (all, alert) => all.With(alert.IncidentSequence)),
            Rules = Rules(before.Rules, fresh),
            Lead = worst is not null && (notice.Before is null || worst.Severity > before.Worst) ? LeadDocument.Of(worst) : before.Lead,
            Closed = notice.Closing is not null,
        };
    }

    private static Dictionary<string, long> Rules(IReadOnlyDictionary<string, long> before, IReadOnlyList<Alert> fresh)
    {
        var rules = new Dictionary<string, long>(before, StringComparer.Ordinal);
        foreach (var alert in fresh)
        {
            var rule = RuleKey(alert.Rule);
            rules[rule] = rules.GetValueOrDefault(rule) + 1;
        }

        return rules.Count <= MostRules
            ? rules
            : rules.OrderByDescending(rule => rule.Value).ThenBy(rule => rule.Key, StringComparer.Ordinal).Take(MostRules).ToDictionary(StringComparer.Ordinal);
    }
}
