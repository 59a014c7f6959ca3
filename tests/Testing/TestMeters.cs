using System.Diagnostics.Metrics;

namespace Eyrie.Testing;

/// <summary>
/// Makes meters and adds up what their counters count; remembers what their gauges said last. A measurement with a label that its instrument
/// does not declare throws.
/// </summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];
    private readonly Dictionary<string, long> _sums = [];
    private readonly Dictionary<string, int> _last = [];
    private readonly Dictionary<string, double> _lastReal = [];
    private readonly Dictionary<Instrument, HashSet<string>> _labels = [];
    private readonly Lock _gate = new();

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            lock (_gate)
            {
                if (_meters.Contains(instrument.Meter))
                {
                    _labels[instrument] = [];
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

    /// <summary>All that was made.</summary>
    public IReadOnlyList<Instrument> Instruments
    {
        get
        {
            lock (_gate)
            {
                return [.. _labels.Keys];
            }
        }
    }

    /// <summary>Labels that instruments declare and no measurement had, and <c>name: nothing</c> of those that measured nothing.</summary>
    public IReadOnlyList<string> Unused
    {
        get
        {
            lock (_gate)
            {
                // Two objects may be one instrument: what both have measured counts.
                return [.. _labels.GroupBy(one => one.Key.Name).SelectMany(same =>
                {
                    var measured = same.SelectMany(one => one.Value).ToHashSet();
                    return measured.Count == 0 ? [$"{same.Key}: nothing"] : Declared(same.First().Key).Where(label => !measured.Contains(label)).Select(label => $"{same.Key}: {label}");
                })];
            }
        }
    }

    /// <summary>What an instrument's measurements are told apart by.</summary>
    public static IEnumerable<string> Declared(Instrument instrument) => instrument.Tags?.Select(static tag => tag.Key) ?? [];

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

    // Anything measured counts; the name of no label says so where there is none.
    private void Saw(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = _labels[instrument];
        labels.Add("");
        foreach (var (name, _) in tags)
        {
            labels.Add(instrument.Meter.Name.StartsWith("Eyrie.", StringComparison.Ordinal) && !Declared(instrument).Contains(name)
                ? throw new InvalidOperationException($"{instrument.Name} does not declare the label {name}")
                : name);
        }
    }

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
            Saw(instrument, tags);
            _sums[key] = _sums.GetValueOrDefault(key) + value;
        }
    }

    private void Note(Instrument instrument, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var key = Key(instrument, tags);
        lock (_gate)
        {
            Saw(instrument, tags);
            _last[key] = value;
        }
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var key = Key(instrument, tags);
        lock (_gate)
        {
            Saw(instrument, tags);
            _lastReal[key] = value;
        }
    }
}
