using BenchmarkDotNet.Attributes;
using Eyrie.Contracts;
using Eyrie.Ingestor;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;

namespace Eyrie.Benchmarks;

/// <summary>
/// Cost of an event's way into the spool's files and back out of them. Budget: 20,000 events/s on a tenth of a core (5 µs), 300
/// bytes allocated beside the payload.
/// </summary>
[MemoryDiagnoser]
[EventRates]
[MonitoredInProcess]
public class SpoolBenchmarks
{
    private const int Events = 50_000;
    private const int Burst = 1_000; // what is read between two turns of the writer at 500,000 events/s
    private const int Taken = 256; // as the publisher does

    private static readonly SensorTag Sensor = new("tetragon-grpc");

    private readonly List<KeptEvent> _batch = new(Taken);
    private OpenSpool? _open;
    private byte[] _payload = [];

    [Params(700, 4096)]
    public int Bytes { get; set; }

    [IterationSetup(Targets = [nameof(Append), nameof(AppendDurable)])]
    public void Open() => (_open, _payload) = (new(memoryEvents: 100_000), new byte[Bytes]);

    [IterationSetup(Target = nameof(Drain))]
    public void Fill()
    {
        (_open, _payload) = (new(memoryEvents: Burst), new byte[Bytes]); // all but the last burst has to be read back
        Append();
    }

    [IterationCleanup]
    public void Close() => _open!.Dispose();

    /// <summary>TryAdd, and the writer's turns.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public long Append()
    {
        for (var i = 0; i < Events; i += Burst)
        {
            AddBurst();
            Write();
        }

        return _open!.Spool.DiskBytes;
    }

    /// <summary>The same with a sync to disk for each 1,000 events, as somebody who waits for an answer causes it.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task AppendDurable()
    {
        for (var i = 0; i < Events; i += Burst)
        {
            var durable = _open!.Spool.DurableAsync(AddBurst(), CancellationToken.None);
            Write();
            await durable;
        }
    }

    /// <summary>Takes all back, as the publisher does after a stall. The files are in the system's cache.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public int Drain()
    {
        var taken = 0;
        while (taken < Events)
        {
            _open!.Spool.Take(_batch, Taken);
            taken += _batch.Count;
            _open.Spool.Settle(_batch[^1].Position + 1);
            _batch.Clear();
        }

        return taken;
    }

    // A turn takes 4 MB.
    private void Write()
    {
        do
        {
            _open!.Writer.Turn();
        }
        while (_open.Spool.Lanes[(int)EventWorth.Telemetry].NeedsWrite || _open.Spool.Disk.IsAwaited);
    }

    private long AddBurst()
    {
        var last = 0L;
        for (var i = 0; i < Burst; i++)
        {
            var kept = new KeptEvent
            {
                Event = new(_payload, SensorFormat.TetragonProtobuf, "node-1", new(i)),
                Sensor = Sensor,
                Worth = EventWorth.Telemetry,
            };
            if (!_open!.Spool.TryAdd(kept))
            {
                throw new InvalidOperationException("the spool had no room");
            }

            last = kept.Position;
        }

        return last;
    }
}
