using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Spool;

/// <summary>What may happen to a spool.</summary>
internal enum Act
{
    Add,
    Turn,
    Take,
    Settle,
    Pass,
    Await,
    Close,
    Kill,
    Cut,
    Flip,
}

/// <summary>One thing that happens, and how much of it.</summary>
internal readonly record struct Step(Act Act, int Size);

/// <summary>Plays a history of a spool over several processes, and knows what has to be true of it at any time.</summary>
internal sealed class SpoolHistory : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly SpoolOptions _options;
    private readonly SpoolLimits _limits;
    private readonly List<Trace> _traces = [];
    private readonly Dictionary<string, long> _synced = [];
    private readonly List<KeptEvent> _open = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private FakeTimeProvider _time = new();
    private TestMeters _meters = new();
    private SpoolUnderTest _spool = null!;
    private long _lastTaken;
    private long _mark;
    private long _markLeft;
    private int _added;
    private int _taken;

    public SpoolHistory(long maxBytes)
    {
        _options = new() { MaxBytes = maxBytes, SegmentBytes = 64 * 1024 };
        _limits = new(MemoryEvents: 12, MemoryBytes: 150_000, DiskBytes: maxBytes);
        Begin();
    }

    /// <summary>Neither settled, nor lost for a reason that no spool could help.</summary>
    public int Missing => _traces.Count(static trace => !trace.IsSettled && !trace.IsExcused);

    /// <summary>Lost for such a reason: in memory alone at a kill, say.</summary>
    public int Excused => _traces.Count(static trace => !trace.IsSettled && trace.IsExcused);

    public int Flips { get; private set; }

    /// <summary>Counted as dropped, in all lives.</summary>
    public long Dropped { get; private set; }

    public void Play(Step step)
    {
        switch (step.Act)
        {
            case Act.Add:
                Add(step.Size);
                break;
            case Act.Turn:
                Turn();
                break;
            case Act.Take:
                Take(1 + (step.Size % 20));
                break;
            case Act.Settle:
                Settle(1 + (step.Size % 20));
                break;
            case Act.Pass:
                _time.Advance(TimeSpan.FromMilliseconds(step.Size % 2_000));
                break;
            case Act.Await:
                Await();
                break;
            default:
                End(step);
                Begin(back: step.Size % 5 == 0);
                break;
        }
    }

    /// <summary>Empties it, and looks whether the last life's account adds up.</summary>
    public void Drain()
    {
        Turn();
        do
        {
            Settle(int.MaxValue);
            Take(50);
            Turn();
        }
        while (_open.Count > 0);
        Assert.Equal(0, _spool.Events.Waiting);
        Assert.Equal(_added + _meters.Sum("eyrie.ingestor.events.recovered"), _taken + _meters.Sum("eyrie.ingestor.events.dropped"));
        Dropped += _meters.Sum("eyrie.ingestor.events.dropped");
    }

    public void Dispose()
    {
        _spool.Dispose();
        _meters.Dispose();
        _folder.Dispose();
    }

    private void Add(int size)
    {
        if (_spool.Events.MemoryEvents >= _limits.MemoryEvents || _spool.Events.MemoryBytes >= _limits.MemoryBytes)
        {
            Turn();
        }

        var payload = Payload(_traces.Count, size % 8 == 0 ? size % 60_000 : size % 300);
        var kept = new KeptEvent { Event = An.Event(payload), Sensor = new($"sensor-{size % 4}"), Worth = (EventWorth)(size / 8 % 3) };
        Assert.True(_spool.Events.TryAdd(kept));
        _traces.Add(new(kept, _traces.Count == 0 ? 0 : _traces[^1].Life + (_added == 0 ? 1 : 0)));
        _added++;
    }

    private void Turn()
    {
        _spool.Writer.Turn();
        Written();
    }

    private void Written()
    {
        Assert.Null(_spool.Writer.Trouble);
        _mark = _spool.Events.Settled;
        foreach (var segment in _spool.Events.Lanes.SelectMany(static lane => lane.Segments).Where(static segment => !segment.IsUnsynced))
        {
            _synced[segment.Path] = segment.Bytes;
        }
    }

    private void Take(int most)
    {
        var batch = new List<KeptEvent>();
        _spool.Events.Take(batch, most);
        foreach (var kept in batch)
        {
            Assert.True(kept.Position > _lastTaken, "out of order");
            _lastTaken = kept.Position;
            Assert.True(kept.Position >= _markLeft, "repeated although it was settled");
            var trace = _traces[An.Number(kept)]; // throws for what was never added
            Assert.Equal((trace.Kept.Position, trace.Kept.Worth, trace.Kept.Sensor.Name), (kept.Position, kept.Worth, kept.Sensor.Name));
            Assert.True(kept.Event.Payload.Span.SequenceEqual(trace.Kept.Event.Payload.Span), "other bytes");
        }

        _taken += batch.Count;
        _open.AddRange(batch);
    }

    private void Settle(int most)
    {
        var count = Math.Min(most, _open.Count);
        if (count > 0)
        {
            _open.GetRange(0, count).ForEach(kept => _traces[An.Number(kept)].IsSettled = true);
            _spool.Events.Settle(_open[count - 1].Position + 1);
            _open.RemoveRange(0, count);
        }
    }

    private void Await()
    {
        if (_added > 0)
        {
            var durable = _spool.Events.DurableAsync(_traces[^1].Kept.Position, CancellationToken.None);
            Turn();
            Assert.True(durable.IsCompletedSuccessfully);
            _traces.ForEach(static trace => trace.IsDurable = true);
        }
    }

    private void End(Step step)
    {
        if (step.Act is Act.Close)
        {
            _spool.Writer.Close();
            Assert.Equal(_spool.Events.Lanes.SelectMany(static lane => lane.Ahead).Count(static kept => !kept.IsOnDisk), _spool.Events.Close());
            Written();
        }

        var cuts = step.Act is Act.Cut ? Cuts(step.Size) : [];
        ExcuseLost(cuts);
        Dropped += _meters.Sum("eyrie.ingestor.events.dropped");
        _spool.Dispose();
        _meters.Dispose();
        foreach (var (path, length) in cuts)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(length);
        }

        if (step.Act is Act.Flip)
        {
            Flip(step.Size);
        }
    }

    private void ExcuseLost(Dictionary<string, long> cuts)
    {
        var ahead = _spool.Events.Lanes.SelectMany(static lane => lane.Ahead);
        foreach (var kept in _open.Concat(ahead).Where(static kept => kept.Place is { Segment.IsGivenUp: true }))
        {
            _traces[An.Number(kept)].IsExcused = true; // its place on disk was needed while it was on its way
        }

        var life = _traces.Count == 0 ? 0 : _traces[^1].Life;
        foreach (var trace in _traces.Where(trace => trace.Life == life && _added > 0 && !trace.IsSettled))
        {
            var isCut = trace.Kept.Place is { } place && cuts.ContainsKey(place.Segment.Path) && place.Offset >= _synced.GetValueOrDefault(place.Segment.Path);
            if (trace.Kept.Place is null || isCut)
            {
                Assert.False(trace.IsDurable, "called durable, but it is not on disk");
                trace.IsExcused = true;
            }
        }
    }

    // The disk itself loses power: what was not synced may be there in part.
    private Dictionary<string, long> Cuts(int size) => _spool.Events.Lanes
        .SelectMany(static lane => lane.Segments)
        .Where(static segment => segment.IsUnsynced)
        .ToDictionary(
            static segment => segment.Path,
            segment => _synced.GetValueOrDefault(segment.Path) + (size % (segment.Bytes - _synced.GetValueOrDefault(segment.Path) + 1)));

    private void Flip(int seed)
    {
        var chance = new Random(seed);
        var files = Directory.GetFiles(_folder["spool"], "*.log").Where(static path => new FileInfo(path).Length > 0).Order(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < 3 && files.Length > 0; i++)
        {
            var path = files[chance.Next(files.Length)];
            var bytes = File.ReadAllBytes(path);
            bytes[chance.Next(bytes.Length)] ^= (byte)(1 << chance.Next(8));
            File.WriteAllBytes(path, bytes);
            Flips++;
        }
    }

    private void Begin(bool back = false)
    {
        _now = (_time.GetUtcNow() > _now ? _time.GetUtcNow() : _now) + (back ? TimeSpan.FromHours(-1) : TimeSpan.FromSeconds(3));
        (_time, _meters, _markLeft, _lastTaken, _added, _taken) = (new(_now), new(), _mark, 0, 0, 0);
        _open.Clear();
        _spool = new(_folder["spool"], _meters, _time, _options, _limits);
        Assert.Null(_spool.Writer.Trouble);
    }

    private static byte[] Payload(int number, int bytes)
    {
        var payload = new byte[Math.Max(4, bytes)];
        new Random(number).NextBytes(payload);
        BitConverter.TryWriteBytes(payload, number);
        return payload;
    }

    private sealed record Trace(KeptEvent Kept, int Life)
    {
        public bool IsSettled { get; set; }

        public bool IsExcused { get; set; }

        public bool IsDurable { get; set; }
    }
}
