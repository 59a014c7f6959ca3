using System.Diagnostics.Metrics;

namespace Eyrie.Demo;

/// <summary>Adds up what the stages count, read where an exporter would read it.</summary>
internal sealed class PipelineFigures : IDisposable
{
    private const string OurMeters = "Eyrie.";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _meters;

    /// <summary>Listens from now on.</summary>
    /// <param name="meters">The host's: another host in this process has meters of the same names.</param>
    public PipelineFigures(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((Tally)state!).Add(value, tags));
        _listener.Start();
    }

    /// <summary>What was counted under a name, with all of these tags.</summary>
    public long Sum(string instrument, params ReadOnlySpan<(string Name, string Value)> tags) =>
        Find(instrument)?.Sum(tags) ?? 0;

    /// <summary>What was counted, by the values of a tag.</summary>
    public IReadOnlyDictionary<string, long> By(string instrument, string tag) =>
        Find(instrument)?.By(tag) ?? new Dictionary<string, long>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (ReferenceEquals(instrument.Meter.Scope, _meters)
            && instrument.Meter.Name.StartsWith(OurMeters, StringComparison.Ordinal)
            && instrument is Counter<long> or UpDownCounter<long>)
        {
            lock (_lock)
            {
                var tally = new Tally();
                _tallies[instrument.Name] = tally;
                listener.EnableMeasurementEvents(instrument, tally);
            }
        }
    }

    private Tally? Find(string instrument)
    {
        lock (_lock)
        {
            return _tallies.GetValueOrDefault(instrument);
        }
    }

    /// <summary>Sums of one instrument by its tags. Adding allocates only when tags are new.</summary>
    private sealed class Tally
    {
        private readonly Lock _lock = new();
        private readonly List<Cell> _cells = [];

        public void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (_lock)
            {
                foreach (var cell in _cells)
                {
                    if (cell.Has(tags))
                    {
                        cell.Sum += value;
                        return;
                    }
                }

                _cells.Add(new(tags.ToArray()) { Sum = value });
            }
        }

        public long Sum(ReadOnlySpan<(string Name, string Value)> tags)
        {
            var sum = 0L;
            lock (_lock)
            {
                foreach (var cell in _cells)
                {
                    sum += cell.Has(tags) ? cell.Sum : 0;
                }
            }

            return sum;
        }

        public Dictionary<string, long> By(string tag)
        {
            lock (_lock)
            {
                return _cells.GroupBy(cell => cell.Value(tag) ?? "").ToDictionary(
                    group => group.Key, group => group.Sum(cell => cell.Sum), StringComparer.Ordinal);
            }
        }
    }

    private sealed class Cell(KeyValuePair<string, object?>[] tags)
    {
        public long Sum { get; set; }

        public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
        {
            if (others.Length != tags.Length)
            {
                return false;
            }

            for (var i = 0; i < tags.Length; i++)
            {
                if (tags[i].Key != others[i].Key || !Equals(tags[i].Value, others[i].Value))
                {
                    return false;
                }
            }

            return true;
        }

        public bool Has(ReadOnlySpan<(string Name, string Value)> some)
        {
            foreach (var (name, value) in some)
            {
                if (Value(name) != value)
                {
                    return false;
                }
            }

            return true;
        }

        public string? Value(string tag) => Array.Find(tags, pair => pair.Key == tag).Value as string;
    }
}
