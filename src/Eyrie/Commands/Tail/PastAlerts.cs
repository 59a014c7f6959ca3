using Eyrie.Contracts;

namespace Eyrie.Commands.Tail;

/// <summary>Puts alerts of many partitions in the order of time; of more than it holds, it keeps the latest.</summary>
/// <param name="most">How many it holds.</param>
internal sealed class PastAlerts(int most)
{
    private readonly PriorityQueue<Alert, (EventTime Time, long Number)> _alerts = new();
    private long _number; // of the same time, the first that was read comes first

    /// <summary>How many it has.</summary>
    public int Count => _alerts.Count;

    /// <summary>How many were older than those that it kept.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Takes one in.</summary>
    public void Add(Alert alert)
    {
        var place = (alert.Time, _number++);
        if (_alerts.Count < most)
        {
            _alerts.Enqueue(alert, place);
        }
        else
        {
            _alerts.EnqueueDequeue(alert, place);
            LeftOut++;
        }
    }

    /// <summary>Gives them all, oldest first.</summary>
    public IEnumerable<Alert> TakeAll()
    {
        while (_alerts.TryDequeue(out var alert, out _))
        {
            yield return alert;
        }
    }
}
