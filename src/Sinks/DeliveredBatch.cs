using Eyrie.Contracts;

namespace Eyrie.Sinks;

/// <summary>What became of a batch.</summary>
/// <param name="Rejected">The alerts that the target will never take.</param>
/// <param name="Open">Those that are not settled, because the host stops; null when all are.</param>
internal sealed record DeliveredBatch(IReadOnlyList<RejectedAlert> Rejected, IReadOnlySet<Alert>? Open = null)
{
    /// <summary>When the target had answered.</summary>
    public EventTime At { get; init; }

    /// <summary>Nothing was to be delivered.</summary>
    public static readonly DeliveredBatch Empty = new([]);
}
