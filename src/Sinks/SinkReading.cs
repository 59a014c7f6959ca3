namespace Eyrie.Sinks;

/// <summary>Which of the alerts one worker of a sink reads.</summary>
internal enum SinkLane
{
    /// <summary>Everything, from <c>alerts.v1</c>.</summary>
    All,

    /// <summary>What may wait: <c>alerts.v1</c> without those that are on <c>urgent.v1</c>, too.</summary>
    Ordinary,

    /// <summary>What must not: <c>urgent.v1</c>.</summary>
    Urgent,
}

/// <summary>How a type of sink reads.</summary>
/// <param name="Lane">Which alerts.</param>
/// <param name="WithActivity">Takes documents as they are; whether those of <c>activity.v1</c>, too. Null: it takes alerts.</param>
/// <param name="Batch">How many records it takes at a time; null: as many as all do.</param>
internal sealed record SinkReading<TOptions>(SinkLane Lane, Func<TOptions, bool>? WithActivity = null, Func<TOptions, int>? Batch = null)
{
    /// <summary>Sinks are used by one thread: each lane has its own.</summary>
    public string KeyOf(string sink) => Lane is SinkLane.Urgent ? sink + SinkRoute.UrgentSuffix : sink;
}
