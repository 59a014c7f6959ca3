using Eyrie.Contracts;

namespace Eyrie.Enricher.Detections;

/// <summary>One checked <see cref="DetectionOptions"/>.</summary>
internal sealed record DetectionRule(Glob Policy, Glob Message, IReadOnlyList<string> Tags, bool BlockedOnly, Severity? Severity)
{
    /// <summary>Ours, after the user's: what Tetragon prevented deserves a look.</summary>
    public static readonly DetectionRule Enforced = new(new("*"), new("*"), [], BlockedOnly: true, Contracts.Severity.Critical);

    /// <summary>Reads an item of the configuration.</summary>
    /// <returns>The rule, or what is wrong in words.</returns>
    public static (DetectionRule? Rule, string? Problem) Read(DetectionOptions options)
    {
        var activity = options.Severity.Equals("activity", StringComparison.OrdinalIgnoreCase);
        var severity = Contracts.Severity.Debug;
        if (!activity && !Severities.TryParse(options.Severity, out severity))
        {
            return (null, $"severity '{options.Severity}' is none of {string.Join(", ", Severities.All)}, activity");
        }

        var blocked = options.Action.Equals("blocked", StringComparison.OrdinalIgnoreCase);
        if (!blocked && !options.Action.Equals("any", StringComparison.OrdinalIgnoreCase))
        {
            return (null, $"action '{options.Action}' is none of blocked, any");
        }

        var empty = options.Policy.Length == 0 ? "policy" : options.Message.Length == 0 ? "message" : null;
        return empty is null
            ? (new(new(options.Policy), new(options.Message), options.Tags, blocked, activity ? null : severity), null)
            : (null, $"{empty} is empty; '*' fits everything");
    }

    /// <summary>Whether the rule has a word about the event.</summary>
    public bool Fits(Observation observation) =>
        (observation.Enforcement is not null || !BlockedOnly)
        && Policy.Matches(observation.Rule?.Name)
        && Message.Matches(observation.Rule?.Description)
        && HasTag(observation.Rule?.Tags ?? []);

    private bool HasTag(IReadOnlyList<string> tags)
    {
        for (var i = 0; i < Tags.Count; i++)
        {
            for (var j = 0; j < tags.Count; j++)
            {
                if (Tags[i].Equals(tags[j], StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return Tags.Count == 0;
    }
}
