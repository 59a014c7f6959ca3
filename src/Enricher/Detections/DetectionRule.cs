using Eyrie.Contracts;

namespace Eyrie.Enricher.Detections;

/// <summary>What Tetragon has to say of enforcement for a detection to speak.</summary>
internal enum EnforcementWord
{
    Any,
    Told,
    None,
}

/// <summary>One checked <see cref="DetectionOptions"/>. To judge an event allocates nothing.</summary>
internal sealed record DetectionRule
{
    /// <summary>Ours, after all others: what Tetragon prevented deserves a look.</summary>
    public static readonly DetectionRule Enforced = new()
    {
        Source = "built in",
        Enforcement = EnforcementWord.Told,
        Severity = Contracts.Severity.Critical,
    };

    /// <summary>Where it is written: a file and a line, a key of the configuration, <c>built in</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Null: the policy's.</summary>
    public string? Name { get; init; }

    /// <summary>Null: the policy's message.</summary>
    public string? Description { get; init; }

    /// <summary>Null: no alert.</summary>
    public required Severity? Severity { get; init; }

    public IReadOnlyList<string> Techniques { get; init; } = [];

    /// <summary>Null: what the event says itself.</summary>
    public MessageTemplate? Output { get; init; }

    public EventWords Events { get; init; } = EventWords.Policy;

    public Glob Policy { get; init; } = new("*");

    public Glob Message { get; init; } = new("*");

    public IReadOnlyList<string> Tags { get; init; } = [];

    public EnforcementWord Enforcement { get; init; }

    /// <summary>Ends of the sensor's words for what it did; null: any.</summary>
    public string? Action { get; init; }

    public TextSet? Functions { get; init; }

    public ArgumentPattern[] Arguments { get; init; } = [];

    public PathSet? Files { get; init; }

    public AddressSet? Addresses { get; init; }

    public PathSet? Binaries { get; init; }

    public TextSet? CommandLines { get; init; }

    public PathSet? Parents { get; init; }

    public Scope Scope { get; init; } = new([]);

    /// <summary>Whether the rule has a word about the event.</summary>
    /// <param name="observation">The event.</param>
    /// <param name="kind">What kind it is.</param>
    public bool Fits(Observation observation, EventWords kind) =>
        (Events & kind) != 0
        && FitsEnforcement(observation)
        && Policy.Matches(observation.Rule?.Name)
        && Message.Matches(observation.Rule?.Description)
        && Binaries?.Fits(observation.Process?.Executable) is not false
        && Functions?.Fits(observation.Action) is not false
        && Files?.Fits(observation.File?.Path) is not false
        && Addresses?.Fits(observation.Network?.DestinationAddress) is not false
        && Parents?.Fits(observation.Parent?.Executable) is not false
        && Scope.Fits(observation)
        && CommandLines?.Fits(observation.Process?.CommandLine) is not false
        && FitsTags(observation.Rule?.Tags)
        && FitsArguments(observation);

    private bool FitsEnforcement(Observation observation) =>
        (Enforcement is EnforcementWord.Any || (Enforcement is EnforcementWord.Told) == (observation.Enforcement is not null))
        && (Action is null || DetectionActions.Has(observation, Action));

    private bool FitsTags(IReadOnlyList<string>? tags)
    {
        for (var i = 0; i < Tags.Count; i++)
        {
            for (var j = 0; j < (tags?.Count ?? 0); j++)
            {
                if (Tags[i].Equals(tags![j], StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return Tags.Count == 0;
    }

    private bool FitsArguments(Observation observation)
    {
        foreach (var argument in Arguments)
        {
            if (!argument.Fits(observation))
            {
                return false;
            }
        }

        return true;
    }
}
