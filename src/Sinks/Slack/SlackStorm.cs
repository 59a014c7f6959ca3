using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Slack;

/// <summary>What a digest tells: incidents that had no message of their own, added up for as long as the storm lasts. Immutable.</summary>
internal sealed record SlackStorm
{
    // Beyond that incidents and rules are only counted.
    private const int MostNamed = 40;
    private const int MostRules = 400;
    private const int MostGroups = 5_000;

    private static readonly SlackStorm None = new() { Since = default };

    /// <summary>When it began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was told last.</summary>
    public DateTimeOffset Last { get; init; }

    /// <summary>The message that tells it, where messages can be changed.</summary>
    public string Ts { get; init; } = "";

    /// <summary>Where that message is.</summary>
    public string Channel { get; init; } = "";

    public long Alerts { get; private init; }

    /// <summary>How many incidents; above a bound, at least so many.</summary>
    public long Incidents { get; private init; }

    /// <summary>How many incidents were over.</summary>
    public long Over { get; private init; }

    public Severity Worst { get; private init; }

    /// <summary>Alerts by severity and rule, the worst and most frequent first.</summary>
    public IReadOnlyList<(Severity Severity, string Rule, long Alerts)> Rules { get; private init; } = [];

    /// <summary>The incidents that are named: critical ones, the newest of each.</summary>
    public IReadOnlyList<(string Group, Alert Alert, long Alerts)> Critical { get; private init; } = [];

    private System.Collections.Immutable.ImmutableHashSet<string> Groups { get; init; } = [];

    /// <summary>What it is with more notices.</summary>
    /// <param name="before">Null: they begin a storm.</param>
    /// <param name="notices">Each with the news that count.</param>
    /// <param name="now">When they are told.</param>
    public static SlackStorm With(SlackStorm? before, IReadOnlyList<(Notice Notice, IReadOnlyList<Alert> Fresh)> notices, DateTimeOffset now)
    {
        var old = before ?? None with { Since = now };
        var groups = notices.Aggregate(old.Groups, (known, told) => known.Count < MostGroups ? known.Add(told.Notice.Group) : known);
        var added = notices.Select(told => told.Notice.Group).Distinct(StringComparer.Ordinal).Count(group => !old.Groups.Contains(group));
        return old with
        {
            Last = now,
            Alerts = old.Alerts + notices.Sum(told => (long)told.Fresh.Count),
            Incidents = old.Incidents + added,
            Over = old.Over + notices.Count(told => told.Notice.Closing is not null),
            Worst = notices.SelectMany(told => told.Fresh).Select(alert => alert.Severity).Append(old.Worst).Max(),
            Rules = [.. AddUp(old.Rules, SlackRules.Count(notices.SelectMany(told => told.Fresh)))],
            Critical = [.. Name(old.Critical, notices)],
            Groups = groups,
        };
    }

    private static IEnumerable<(Severity Severity, string Rule, long Alerts)> AddUp(
        IEnumerable<(Severity Severity, string Rule, long Alerts)> old, IEnumerable<(Severity Severity, string Rule, long Alerts)> added) =>
        old.Concat(added.Select(rule => rule with { Rule = ToldNews.RuleKey(rule.Rule) }))
            .GroupBy(rule => (rule.Severity, rule.Rule))
            .Select(same => (same.Key.Severity, same.Key.Rule, Alerts: same.Sum(rule => rule.Alerts)))
            .OrderByDescending(rule => rule.Severity).ThenByDescending(rule => rule.Alerts).ThenBy(rule => rule.Rule, StringComparer.Ordinal)
            .Take(MostRules);

    private static IEnumerable<(string Group, Alert Alert, long Alerts)> Name(
        IReadOnlyList<(string Group, Alert Alert, long Alerts)> old, IReadOnlyList<(Notice Notice, IReadOnlyList<Alert> Fresh)> notices) =>
        old.Concat(notices.Where(told => told.Fresh.Any(alert => alert.Severity >= Severity.Critical)).Select(told => (
                told.Notice.Group, told.Fresh.MaxBy(alert => (alert.Severity, alert.RiskScore ?? 0))!, (long)told.Fresh.Count)))
            .GroupBy(named => named.Item1)
            .Select(same => (Group: same.Key, Alert: same.Select(named => named.Item2).MaxBy(alert => alert.Severity)!, Alerts: same.Sum(named => named.Item3)))
            .OrderByDescending(named => named.Alert.Severity)
            .Take(MostNamed);
}
