using Eyrie.Contracts;
using Eyrie.Sinks.Routing.Matching;
using Eyrie.Sinks.Routing.MuteTimes;
using Eyrie.Sinks.Routing.Routes;
using Eyrie.Sinks.Routing.Silences;

namespace Eyrie.Sinks.Routing;

/// <summary>Of the places that routes lead to, those where an alert is to be told now; each once.</summary>
/// <param name="sink">The sink.</param>
/// <param name="alert">The alert.</param>
/// <param name="silences">All silences.</param>
/// <param name="now">The wall clock; null looks at no clock: no silence and no mute time holds.</param>
/// <param name="trace">Is told why; null when nobody asks.</param>
internal sealed class TargetChoice(RoutedSink sink, Alert alert, IReadOnlyList<Silence> silences, DateTimeOffset? now, RouteTrace? trace)
{
    private readonly List<RouteTarget> _targets = [];
    private RouteOutcome _outcome = RouteOutcome.Filtered;
    private string _reason = "";

    /// <summary>Takes the routes of a walk.</summary>
    public RouteDecision Choose(RouteWalk walk, string team)
    {
        foreach (var route in walk.Taken)
        {
            if (route.Sinks.TryGetValue(sink.Name, out var settings))
            {
                Offer(new(route.Path, team.Length > 0 ? team : route.Team, settings), route.Mutes);
            }
        }

        return Decide(walk.IsSuppressed);
    }

    /// <summary>Takes one place.</summary>
    public void Offer(RouteTarget target, IReadOnlyList<MuteTime> mutes)
    {
        // What closes an incident is said where its alerts were: nobody who was called is left waiting.
        var isCall = sink.CallsPeople && !alert.ClosesIncident;
        var (outcome, reason) = IsBelowThreshold(target.Settings) is { } threshold ? (RouteOutcome.Filtered, threshold)
            : isCall && Silenced(target) is { } silence ? (RouteOutcome.Silenced, silence.Explanation)
            : isCall && Muted(mutes) is { } mute ? (RouteOutcome.Muted, $"mute time {mute.Name}")
            : _targets.Exists(other => IsSamePlace(other.Settings, target.Settings)) ? (RouteOutcome.Filtered, "another route takes it to the same place")
            : (RouteOutcome.Deliver, "");
        trace?.Offered(target, outcome, reason);
        if (outcome is RouteOutcome.Deliver)
        {
            _targets.Add(target);
        }
        else if (outcome > _outcome)
        {
            (_outcome, _reason) = (outcome, reason);
        }
    }

    public RouteDecision Decide(bool isSuppressed) => _targets.Count > 0 ? new(RouteOutcome.Deliver, _targets)
        : isSuppressed && _outcome is RouteOutcome.Filtered ? new(RouteOutcome.Suppressed, [], alert.SuppressedBy)
        : new(_outcome, [], _reason);

    // Who was told of an incident hears how it goes on; a store takes each alert for itself.
    private string? IsBelowThreshold(RouteSettings settings)
    {
        var incident = sink.CallsPeople ? alert.IncidentSoFar : null;
        var least = settings.MinSeverity ?? sink.Filter.Least;
        if (alert.Severity < least && (incident is null || incident.Severity < least))
        {
            return trace is null ? "" : $"{alert.Severity.Word()} is below {(settings.MinSeverity is null ? "the sink's own " : "")}minSeverity {least.Word()}, and so is its incident so far";
        }

        var risk = Math.Max(alert.RiskScore ?? 0, incident?.RiskScore ?? 0);
        return settings.MinRisk is { } minRisk && risk < minRisk
            ? trace is null ? "" : FormattableString.Invariant($"risk {risk} is below minRisk {minRisk}, and so is its incident's so far")
            : null;
    }

    private Silence? Silenced(RouteTarget target)
    {
        if (now is not { } moment)
        {
            return null;
        }

        var subject = new RouteSubject(alert, target.Team);
        foreach (var silence in silences)
        {
            if (silence.IsActive(moment) && silence.Match.Fits(subject))
            {
                return silence;
            }
        }

        return null;
    }

    private MuteTime? Muted(IReadOnlyList<MuteTime> mutes)
    {
        foreach (var mute in mutes)
        {
            if (now is { } moment && mute.Holds(moment))
            {
                return mute;
            }
        }

        return null;
    }

    private static bool IsSamePlace(RouteSettings one, RouteSettings other) =>
        one.Channel == other.Channel && one.WebhookUrlFile == other.WebhookUrlFile && one.RoutingKeyFile == other.RoutingKeyFile;
}
