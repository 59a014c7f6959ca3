namespace Eyrie.Platform.Status;

/// <summary>What one instrument measured under one set of tags, and what of it was measured of late.</summary>
/// <param name="tags">The tags, in the order that they are measured in.</param>
internal sealed class FigureCell(KeyValuePair<string, object?>[] tags)
{
    private const double Least = 1e-6; // a millionth of a second, as of what is measured
    private readonly (long Count, double Logs)[] _past = new (long, double)[FigureClock.Seconds];
    private readonly Lock _gate = new();
    private long _count;
    private double _value;
    private double _logs;
    private double? _typical;

    /// <summary>Sum of a counter, or measurements of a histogram.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>What a gauge said last.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>
    /// The geometric mean of a histogram's measurements over the last seconds in which something was measured; null when nothing was. One event that is ten hours old
    /// among a hundred fresh ones makes an average of six minutes, which is nobody's.
    /// </summary>
    public double? Typical
    {
        get
        {
            lock (_gate)
            {
                return _typical ?? (_count > 0 ? Math.Exp(_logs / _count) : null);
            }
        }
    }

    /// <summary>In which round of looking a gauge said something; a gauge that said nothing in the last one is no more.</summary>
    public long Round { get; set; }

    /// <summary>Counts.</summary>
    public void Add(long value) => Interlocked.Add(ref _count, value);

    /// <summary>A gauge's word.</summary>
    public void Say(double value) => Volatile.Write(ref _value, value);

    /// <summary>A histogram's measurement.</summary>
    public void Measure(double value)
    {
        lock (_gate)
        {
            _count++;
            _logs += Math.Log(Math.Max(value, Least));
        }
    }

    /// <summary>A second passed.</summary>
    public void Tick(int slot)
    {
        lock (_gate)
        {
            var (count, logs) = _past[(slot + 1) % _past.Length]; // the oldest that is known
            if (_count > count)
            {
                _typical = Math.Exp((_logs - logs) / (_count - count));
            }

            _past[slot] = (_count, _logs);
        }
    }

    /// <summary>A counter's growth since the oldest second that is known.</summary>
    /// <param name="slot">The last second.</param>
    public long Growth(int slot)
    {
        lock (_gate)
        {
            return _count - _past[(slot + 1) % _past.Length].Count;
        }
    }

    /// <summary>The value of a tag; empty when there is none.</summary>
    public string Tag(string name)
    {
        foreach (var (key, value) in tags)
        {
            if (key == name)
            {
                return value?.ToString() ?? "";
            }
        }

        return "";
    }

    /// <summary>These are its tags.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
        {
            return false;
        }

        for (var i = 0; i < tags.Length; i++)
        {
            if (!ReferenceEquals(tags[i].Value, others[i].Value) && !Equals(tags[i].Value, others[i].Value)
                || !string.Equals(tags[i].Key, others[i].Key, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
