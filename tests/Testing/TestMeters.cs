using System.Diagnostics.Metrics;

namespace Eyrie.Testing;

/// <summary>Makes meters and adds up what their counters count; remembers what their gauges said last.</summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];
    private readonly Dictionary<string, long> _sums = [];
    private readonly Dictionary<string, int> _last = [];
    private readonly Dictionary<string, double> _lastReal = [];
    private readonly Lock _gate = new();

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            lock (_gate)
            {
                if (_meters.Contains(instrument.Meter))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            }
        };
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.SetMeasurementEventCallback<int>(Note);
        _listener.SetMeasurementEventCallback<double>(Note);
        _listener.Start();
    }

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        lock (_gate)
        {
            _meters.Add(meter);
        }

        return meter;
    }

    /// <summary>A counter's sum over all measurements that carry these tags, each as <c>key=value</c>.</summary>
    public long Sum(string instrument, params string[] tags)
    {
        lock (_gate)
        {
            return _sums.Where(sum => Matches(sum.Key.Split('|'), instrument, tags)).Sum(sum => sum.Value);
        }
    }

    /// <summary>Asks the gauges that are only looked at for what they say now.</summary>
    public TestMeters Observe()
    {
        _listener.RecordObservableInstruments();
        return this;
    }

    /// <summary>What a gauge of whole numbers said last with exactly these tags; null when it said nothing yet.</summary>
    public int? Last(string instrument, params string[] tags)
    {
        lock (_gate)
        {
            return _last.TryGetValue(string.Join('|', [instrument, .. tags]), out var value) ? value : null;
        }
    }

    /// <summary>What a gauge or histogram of other numbers said last with exactly these tags; null when it said nothing yet.</summary>
    public double? LastReal(string instrument, params string[] tags)
    {
        lock (_gate)
        {
            return _lastReal.TryGetValue(string.Join('|', [instrument, .. tags]), out var value) ? value : null;
        }
    }

    /// <summary>Asks the gauges that are only told when asked.</summary>
    public void Ask() => _listener.RecordObservableInstruments();

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private static bool Matches(string[] key, string instrument, string[] tags) =>
        key[0] == instrument && tags.All(tag => key.Contains(tag));

    private static string Key(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = instrument.Name;
        foreach (var (name, text) in tags)
        {
            key += $"|{name}={text}";
        }

        return key;
    }

    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var key = Key(instrument, tags);
        lock (_gate)
        {
            _sums[key] = _sums.GetValueOrDefault(key) + value;
        }
    }

    private void Note(Instrument instrument, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var key = Key(instrument, tags);
        lock (_gate)
        {
            _last[key] = value;
        }
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var key = Key(instrument, tags);
        lock (_gate)
        {
            _lastReal[key] = value;
        }
    }
}
