using System.Collections.Frozen;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Detections;

/// <summary>All exceptions, found by the alert's name; the first that fits counts. Never changed.</summary>
internal sealed class ExceptionSet
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    private readonly FrozenDictionary<string, AlertException[]> _byRule;
    private readonly AlertException[] _others;

    /// <param name="exceptions">In the order in which they are asked.</param>
    public ExceptionSet(IReadOnlyList<AlertException> exceptions)
    {
        All = exceptions;
        _others = [.. exceptions.Where(exception => exception.Rules.Length == 0 || exception.Rules.Any(rule => !rule.IsPlain))];
        _byRule = exceptions
            .SelectMany(exception => exception.Rules).Where(rule => rule.IsPlain).Select(rule => rule.Pattern)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(name => name, name => exceptions.Where(exception => exception.IsFor(name)).ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<AlertException> All { get; }

    /// <summary>The first that fits an alert; null when none does.</summary>
    public AlertException? Of(Observation observation, Enrichment enrichment)
    {
        if (All.Count == 0)
        {
            return null;
        }

        var name = observation.Rule?.Name ?? "";
        var place = Place.Of(observation, enrichment);
        foreach (var exception in _byRule.TryGetValue(name, out var known) ? known : _others)
        {
            if (exception.IsFor(name) && exception.Fits(observation, enrichment, place))
            {
                return exception;
            }
        }

        return null;
    }

    /// <summary>How many are over at a time, how many will be within 14 days, how many hold for longer.</summary>
    public (int Over, int Soon, int Holding) Count(EventTime now)
    {
        var over = All.Count(exception => exception.IsOver(now));
        var soon = All.Count(exception => exception.IsOver(now + Soon)) - over;
        return (over, soon, All.Count - over - soon);
    }
}
