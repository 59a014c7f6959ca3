using System.Diagnostics.Metrics;

namespace Eyrie.Platform.Metrics;

/// <summary>Counts what a stage puts on <c>dead.v1</c>: one instrument for all stages.</summary>
public sealed class DeadLetterCounter
{
    private readonly Counter<long> _letters;
    private readonly KeyValuePair<string, object?> _stage;

    /// <param name="meters">Where it is made.</param>
    /// <param name="stage"><c>ingestor</c>, <c>enricher</c> or <c>sinks</c>.</param>
    public DeadLetterCounter(IMeterFactory meters, string stage)
    {
        _stage = new("stage", stage);
        _letters = meters.Create(PlatformMeter.Name).CreateCounter<long>(
            "eyrie.dead.letters",
            "{letter}",
            "What was put on dead.v1, by stage and reason; sink: which one, empty in other stages.",
            Labels.Of("stage", "sink", "reason"));
    }

    /// <summary>So many were put there; none also counts: a rate needs a series that was there before.</summary>
    /// <param name="reason">One word of a fixed set.</param>
    /// <param name="count">How many.</param>
    /// <param name="sink">The sink's name; empty when it was none.</param>
    public void Written(string reason, long count, string sink = "") => _letters.Add(count, _stage, new("sink", sink), new("reason", reason));
}

/// <summary>The meter of what no single stage owns.</summary>
public static class PlatformMeter
{
    /// <summary>Its name.</summary>
    public const string Name = "Eyrie.Platform";
}
