namespace Eyrie.Sinks;

/// <summary>What became of a record at a sink. Every record that is for it has one.</summary>
internal enum SinkOutcome
{
    /// <summary>The target has it.</summary>
    Written,

    /// <summary>On the dead letters.</summary>
    Rejected,

    /// <summary>No route leads there, or it is too mild.</summary>
    Filtered,

    /// <summary>An exception fits.</summary>
    Suppressed,

    /// <summary>A silence fits.</summary>
    Silenced,

    /// <summary>Its routes are mute at this time.</summary>
    Muted,

    /// <summary>People know of it: it is told a second time, or closes what nobody was told of.</summary>
    Folded,
}
