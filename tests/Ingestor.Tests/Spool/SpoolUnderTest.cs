using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Spool;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor.Tests.Spool;

/// <summary>A spool whose writer works when a test says so. Opening another one in the same folder is what the next process does.</summary>
internal sealed class SpoolUnderTest : IDisposable
{
    private readonly TestMeters _meters;
    private readonly SpoolAccount _account;

    public SpoolUnderTest(string folder, TestMeters meters, TimeProvider time, SpoolOptions? options = null, SpoolLimits? limits = null)
    {
        _meters = meters;
        options ??= new();
        var metrics = new IngestorMetrics(meters);
        Health = new(Options.Create(new IngestorOptions()), metrics, time, NullLogger<HealthReporter>.Instance);
        _account = new(metrics, Health, time, AccountLog);
        Events = new(limits ?? new(1_000_000, 1_000_000_000, options.MaxBytes), _account, EventSpool.FirstPosition(time.GetUtcNow()));
        Writer = new(Events, options, folder, _account, time, Log);
        Writer.Open();
    }

    public HealthReporter Health { get; }

    public RecordedLog<SpoolWriter> Log { get; } = new();

    public RecordedLog<SpoolAccount> AccountLog { get; } = new();

    public EventSpool Events { get; }

    public SpoolWriter Writer { get; }

    /// <summary>Adds events with these numbers and lets the writer at them.</summary>
    public void Write(params IEnumerable<KeptEvent> events)
    {
        foreach (var kept in events)
        {
            Assert.True(Events.TryAdd(kept));
        }

        Writer.Turn();
    }

    /// <summary>Takes all there is.</summary>
    public List<KeptEvent> TakeAll()
    {
        var taken = new List<KeptEvent>();
        Events.Take(taken, int.MaxValue);
        return taken;
    }

    /// <summary>The numbers of all there is.</summary>
    public int[] TakeNumbers() => [.. TakeAll().Select(An.Number)];

    public long Dropped(string reason) => _meters.Sum("eyrie.ingestor.events.dropped", $"reason={reason}");

    /// <summary>What kill -9 leaves: nothing more is written.</summary>
    public void Dispose()
    {
        Writer.Dispose();
        Health.Dispose();
    }
}
