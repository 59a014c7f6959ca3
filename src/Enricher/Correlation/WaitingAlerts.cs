using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher;

/// <summary>An alert whose process is not known yet.</summary>
/// <param name="alert">The alert.</param>
/// <param name="record">Its record of <c>events.v1</c>, from where it is read again after a restart.</param>
/// <param name="deadline">Event time at which it goes out with what is known.</param>
internal sealed class WaitingAlert(Observation alert, ConsumeResult<string, byte[]> record, EventTime deadline)
{
    public Observation Alert { get; } = alert;

    public ConsumeResult<string, byte[]> Record { get; } = record;

    /// <summary>By the clock of its partition; that of its node may turn out to be further behind.</summary>
    public EventTime Deadline { get; set; } = deadline;

    /// <summary><c>state.v1</c> has a record of it.</summary>
    public bool Saved { get; set; }

    /// <summary>What it is looked up by; see <see cref="WaitKeys"/>.</summary>
    public List<long> Keys { get; } = [];
}

/// <summary>The alerts of one partition that wait for their process. Not thread-safe.</summary>
/// <param name="secrets">Blanks secrets as in what is remembered of processes; null: they stay.</param>
internal sealed class WaitingAlerts(Redaction? secrets)
{
    private readonly Dictionary<string, WaitingAlert> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, long Key), List<WaitingAlert>> _byProcess = [];
    private readonly PriorityQueue<WaitingAlert, (EventTime Deadline, long Number)> _byDeadline = new();
    private readonly List<WaitingAlert> _added = [];
    private readonly List<string> _left = [];
    private long _number;

    public int Count => _byId.Count;

    /// <summary>Size of their records.</summary>
    public long Bytes { get; private set; }

    public bool Contains(string id) => _byId.ContainsKey(id);

    /// <summary>Adds one; false when it waits already.</summary>
    public bool Add(WaitingAlert waiting)
    {
        if (!_byId.TryAdd(waiting.Alert.Id, waiting))
        {
            return false;
        }

        Bytes += waiting.Record.Message.Value?.Length ?? 0;
        _byDeadline.Enqueue(waiting, (waiting.Deadline, _number++)); // of one deadline: in the order in which they came
        foreach (var key in WaitKeys.Of(waiting.Alert, secrets))
        {
            Await(waiting, key);
        }

        if (!waiting.Saved)
        {
            _added.Add(waiting);
        }

        return true;
    }

    /// <summary>Adds a key under which one is looked up.</summary>
    public void Await(WaitingAlert waiting, long key)
    {
        if (waiting.Keys.Contains(key))
        {
            return;
        }

        waiting.Keys.Add(key);
        if (!_byProcess.TryGetValue((waiting.Alert.Node, key), out var others))
        {
            _byProcess.Add((waiting.Alert.Node, key), others = []);
        }

        others.Add(waiting);
    }

    /// <summary>Those that wait for a process of that node and key; null when none does.</summary>
    public IReadOnlyList<WaitingAlert>? For(string node, long key) => _byProcess.GetValueOrDefault((node, key));

    /// <summary>All that wait.</summary>
    public IReadOnlyCollection<WaitingAlert> All => _byId.Values;

    /// <summary>The one that goes out first when nothing happens; null when none waits.</summary>
    public WaitingAlert? First
    {
        get
        {
            while (_byDeadline.TryPeek(out var first, out _))
            {
                if (_byId.TryGetValue(first.Alert.Id, out var current) && ReferenceEquals(current, first))
                {
                    return first;
                }

                _byDeadline.Dequeue(); // it left before its time
            }

            return null;
        }
    }

    /// <summary>Lets the one that would go out first wait for longer.</summary>
    public void Postpone(WaitingAlert first, EventTime deadline)
    {
        _byDeadline.Dequeue();
        first.Deadline = deadline;
        _byDeadline.Enqueue(first, (deadline, _number++));
        _added.Add(first); // its record says until when
    }

    /// <summary>Takes one out.</summary>
    public void Remove(WaitingAlert waiting)
    {
        if (!_byId.Remove(waiting.Alert.Id))
        {
            return;
        }

        Bytes -= waiting.Record.Message.Value?.Length ?? 0;
        foreach (var key in waiting.Keys)
        {
            var others = _byProcess[(waiting.Alert.Node, key)];
            others.RemoveAt(others.FindIndex(other => ReferenceEquals(other, waiting)));
            if (others.Count == 0)
            {
                _byProcess.Remove((waiting.Alert.Node, key));
            }
        }

        if (waiting.Saved)
        {
            _left.Add(waiting.Alert.Id);
        }
    }

    /// <summary>Puts back, or takes back, what <c>state.v1</c> remembers.</summary>
    public void Restore(string id, WaitingAlert? waiting)
    {
        if (_byId.TryGetValue(id, out var current))
        {
            Remove(current);
            _left.Clear();
        }

        if (waiting is not null)
        {
            Add(waiting);
        }
    }

    /// <summary>Hands over what changed since the last call: alerts to write, ids to delete.</summary>
    public void TakeChanges(Action<WaitingAlert> added, Action<string> left)
    {
        foreach (var waiting in _added)
        {
            if (_byId.ContainsKey(waiting.Alert.Id))
            {
                waiting.Saved = true;
                added(waiting);
            }
        }

        foreach (var id in _left)
        {
            if (!_byId.ContainsKey(id))
            {
                left(id);
            }
        }

        _added.Clear();
        _left.Clear();
    }
}
