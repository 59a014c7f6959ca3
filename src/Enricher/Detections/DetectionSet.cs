namespace Eyrie.Enricher.Detections;

/// <summary>All detections and exceptions that hold; of either the first that fits decides. Never changed: another file makes another set.</summary>
internal sealed class DetectionSet
{
    private readonly RuleIndex _policies;
    private readonly RuleIndex _programs;
    private readonly EventWords _asked;

    /// <param name="rules">In the order in which they are asked.</param>
    /// <param name="exceptions">For all alerts, Falco's too.</param>
    public DetectionSet(IEnumerable<DetectionRule> rules, IReadOnlyList<AlertException> exceptions)
    {
        Rules = [.. rules];
        Exceptions = new(exceptions);
        _asked = Rules.Aggregate(EventWords.None, (asked, rule) => asked | rule.Events);
        _policies = new(
            [.. Rules.Where(rule => (rule.Events & EventWords.Policy) != 0)],
            rule => rule.Policy.IsPlain ? [rule.Policy.Pattern] : null,
            StringComparer.OrdinalIgnoreCase);
        _programs = new(
            [.. Rules.Where(rule => (rule.Events & ~EventWords.Policy) != 0)],
            rule => rule.Binaries?.Ends is { } ends ? [.. ends] : null,
            StringComparer.Ordinal);
    }

    public IReadOnlyList<DetectionRule> Rules { get; }

    public ExceptionSet Exceptions { get; }

    /// <summary>Judges an event of Tetragon's. Called for every event: allocates nothing.</summary>
    public Verdict Judge(Observation observation)
    {
        var kind = EventKinds.Of(observation);
        if ((kind & _asked) == 0)
        {
            return default;
        }

        var rules = (kind & EventWords.Policy) != 0
            ? _policies.Of(observation.Rule?.Name)
            : _programs.Of(PathSet.End(observation.Process?.Executable));
        foreach (var rule in rules)
        {
            if (rule.Fits(observation, kind))
            {
                return new(rule.Severity, rule);
            }
        }

        return default;
    }
}
