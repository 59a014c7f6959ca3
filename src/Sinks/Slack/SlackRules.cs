using Eyrie.Contracts;

namespace Eyrie.Sinks.Slack;

/// <summary>Counts alerts by severity and rule, the worst and the most frequent first.</summary>
internal static class SlackRules
{
    public static List<(Severity Severity, string Rule, long Alerts)> Count(IEnumerable<Alert> alerts) =>
    [
        .. alerts.GroupBy(alert => (alert.Severity, Rule: SlackWords.Rule(alert)))
            .Select(group => (group.Key.Severity, group.Key.Rule, Alerts: group.LongCount()))
            .OrderByDescending(rule => rule.Severity).ThenByDescending(rule => rule.Alerts).ThenBy(rule => rule.Rule, StringComparer.Ordinal),
    ];
}
