using Eyrie.Demo.StandIns;

namespace Eyrie.Demo;

/// <summary>How a demo went.</summary>
internal sealed record DemoResult
{
    public required AccountFigures Figures { get; init; }

    public required Account Account { get; init; }

    /// <summary>What the stand-ins found wrong, the first ones in words.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>What a stage failed with; null when none did.</summary>
    public string? Failure { get; init; }

    /// <summary>From the process' start to the first alert on the screen; null when there was none.</summary>
    public TimeSpan? FirstAlert { get; init; }

    /// <summary>From the first to the last moment of the demo.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Somebody ended it before its time.</summary>
    public bool Interrupted { get; init; }

    /// <summary>The first messages to Slack, and what a person on call sees.</summary>
    public IReadOnlyList<SlackMessage> SlackMessages { get; init; } = [];

    /// <inheritdoc cref="SlackMessages"/>
    public IReadOnlyCollection<PagerDutyIncident> Incidents { get; init; } = [];

    /// <summary>Every event is accounted for, and nobody had anything to complain about.</summary>
    public bool Succeeded => Account.AddsUp && Violations.Count == 0 && Failure is null;
}
