using System.IO.Enumeration;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka.Letters;

/// <summary>Which letters are meant. Every key that is given must match; a key matches when one of its values does.</summary>
public sealed record LetterFilter
{
    /// <summary>Reasons, as patterns with <c>*</c> and <c>?</c>, any case; like all that follow.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Stages.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>Sinks.</summary>
    public IReadOnlyList<string> Sinks { get; init; } = [];

    /// <summary>Rules.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Written then or later.</summary>
    public EventTime? Since { get; init; }

    /// <summary>Written before.</summary>
    public EventTime? Until { get; init; }

    /// <summary>These letters.</summary>
    public IReadOnlySet<LetterId> Letters { get; init; } = new HashSet<LetterId>();

    /// <summary>Letters of these events, by the event's id; together with <see cref="Letters"/> it is one or the other.</summary>
    public IReadOnlySet<string> Events { get; init; } = new HashSet<string>();

    /// <summary>Nothing is asked for, so all is meant.</summary>
    public bool TakesAll => Since is null && Until is null && Letters.Count + Events.Count == 0 && Reasons.Count + Stages.Count + Sinks.Count + Rules.Count == 0;

    /// <summary>Whether the letter is meant.</summary>
    public bool Takes(Letter letter) =>
        (Since is not { } since || letter.Written >= since)
        && (Until is not { } until || letter.Written < until)
        && (Letters.Count + Events.Count == 0 || Letters.Contains(letter.Id) || Events.Contains(letter.EventId))
        && Matches(Reasons, letter.Reason)
        && Matches(Stages, letter.Stage)
        && Matches(Sinks, letter.Sink)
        && Matches(Rules, letter.Rule);

    private static bool Matches(IReadOnlyList<string> patterns, string value)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (FileSystemName.MatchesSimpleExpression(patterns[i], value))
            {
                return true;
            }
        }

        return patterns.Count == 0;
    }
}
