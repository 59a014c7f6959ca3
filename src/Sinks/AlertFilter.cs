using System.IO.Enumeration;
using Eyrie.Contracts;

namespace Eyrie.Sinks;

/// <summary>Decides whether an alert is for a sink.</summary>
internal sealed class AlertFilter
{
    private readonly MatchOptions _match;
    private readonly bool _matchesAll;

    public AlertFilter(SinkOptions options)
    {
        _match = options.Match;
        Least = Severities.TryParse(options.MinSeverity, out var severity) ? severity : Severity.Debug;
        _matchesAll = _match.All.All(key => key.Patterns.Count == 0);
    }

    /// <summary>The mildest severity.</summary>
    public Severity Least { get; }

    /// <summary>Nothing is filtered, so nothing need be read from an alert.</summary>
    public bool TakesAll => Least is Severity.Debug && _matchesAll;

    public bool Takes(Alert alert) => alert.Severity >= Least && Matches(alert);

    /// <summary>Whether the patterns fit, however bad the alert is.</summary>
    public bool Matches(Alert alert) => _matchesAll || (Matches(_match.Rule, alert.Rule)
        && Matches(_match.Namespace, alert.Namespace)
        && MatchesWorkload(_match.Workload, alert.Workload)
        && Matches(_match.Sensor, alert.Sensor)
        && Matches(_match.Cluster, alert.Cluster)
        && MatchesAny(_match.Tags, alert.Tags));

    private static bool MatchesWorkload(IReadOnlyList<string> patterns, string workload) =>
        Matches(patterns, workload) || Matches(patterns, workload[(workload.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private static bool MatchesAny(IReadOnlyList<string> patterns, IReadOnlyList<string> values)
    {
        if (patterns.Count == 0)
        {
            return true;
        }

        foreach (var value in values)
        {
            if (Matches(patterns, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(IReadOnlyList<string> patterns, string value)
    {
        if (patterns.Count == 0)
        {
            return true;
        }

        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, value))
            {
                return true;
            }
        }

        return false;
    }
}
