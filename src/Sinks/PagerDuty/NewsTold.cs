using System.Text;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>What people have been told once a notice's news are out.</summary>
internal static class NewsTold
{
    private const int MaxRules = 20;
    private const int MaxLeadBytes = 64 * 1024;

    public static Told After(Notice notice, DateTimeOffset now)
    {
        var before = notice.Before ?? new Told { FirstAt = now };
        var news = notice.News.Where(alert => alert.IncidentSequence <= 0 || !before.Sequences.Contains(alert.IncidentSequence)).ToList();
        var worst = notice.News.MaxBy(alert => alert.Severity)!;
        return before with
        {
            Incident = before.Incident.Length > 0 ? before.Incident : worst.Incident,
            FirstAt = before.FirstAt == default ? now : before.FirstAt,
            LastAt = now,
            Worst = worst.Severity > before.Worst ? worst.Severity : before.Worst,
            Alerts = before.Alerts + news.Count,
            Sequences = news.Where(alert => alert.IncidentSequence > 0).Aggregate(before.Sequences, (all, alert) => all.With(alert.IncidentSequence)),
            Rules = Rules(before.Rules, news),
            Lead = before.Lead.Length == 0 || worst.Severity > before.Worst ? Document(worst) : before.Lead,
        };
    }

    private static Dictionary<string, long> Rules(IReadOnlyDictionary<string, long> before, List<Alert> news)
    {
        var rules = new Dictionary<string, long>(before, StringComparer.Ordinal);
        foreach (var alert in news)
        {
            var rule = PlainText.OneLine(PageDetails.Rule(alert), 200);
            rules[rule] = rules.GetValueOrDefault(rule) + 1;
        }

        return rules.Count <= MaxRules
            ? rules
            : rules.OrderByDescending(rule => rule.Value).Take(MaxRules).ToDictionary(StringComparer.Ordinal);
    }

    private static string Document(Alert alert) => alert.Document.Length <= MaxLeadBytes ? Encoding.UTF8.GetString(alert.Document.Span) : "";
}
