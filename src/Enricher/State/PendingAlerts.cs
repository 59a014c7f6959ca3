using Eyrie.Contracts;

namespace Eyrie.Enricher.State;

/// <summary>An alert that waited when its partition had to go, not yet read again.</summary>
/// <param name="Id">The alert.</param>
/// <param name="Offset">Where it is in the partition of <c>events.v1</c>.</param>
/// <param name="Deadline">Event time at which it goes out with what is known.</param>
internal sealed record PendingAlert(string Id, long Offset, EventTime Deadline);

/// <summary>
/// The alerts of one partition that <c>state.v1</c> says are waiting: it holds no more than their offsets. Those whose events
/// are there no more are lost.
/// </summary>
internal sealed class PendingAlerts
{
    private readonly Dictionary<string, PendingAlert> _byId = new(StringComparer.Ordinal);
    private readonly List<string> _lost = [];

    public int Count => _byId.Count;

    public void Restore(PendingAlert pending) => _byId[pending.Id] = pending;

    public void Remove(string id) => _byId.Remove(id);

    /// <summary>Those to be read again, by offset.</summary>
    public IReadOnlyList<PendingAlert> InOrder() => [.. _byId.Values.OrderBy(pending => pending.Offset)];

    /// <summary>Its event is not there any more.</summary>
    public void Lose(PendingAlert pending)
    {
        _byId.Remove(pending.Id);
        _lost.Add(pending.Id);
    }

    /// <summary>Hands over those that were lost since the last call, and says how many.</summary>
    public int TakeLost(Action<string> lost)
    {
        _lost.ForEach(lost);
        var count = _lost.Count;
        _lost.Clear();
        return count;
    }
}
