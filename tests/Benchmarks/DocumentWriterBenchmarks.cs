using BenchmarkDotNet.Attributes;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Mapping;

namespace Eyrie.Benchmarks;

/// <summary>Cost of writing one document, with and without looking for secrets. Budget: 3 µs without, and no allocation at all.</summary>
[MemoryDiagnoser]
public class DocumentWriterBenchmarks : IDisposable
{
    private static readonly EventTime Now = EventTime.From(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    private Observation _observation = null!;
    private Enrichment _enrichment = null!;
    private DocumentWriter _writer = null!;

    /// <summary>Which event.</summary>
    [Params("alert", "exec")]
    public string Event { get; set; } = "";

    /// <summary>Whether secrets are looked for.</summary>
    [Params(true, false)]
    public bool Redact { get; set; }

    /// <summary>Maps the event.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var sensorEvent = Event is "alert"
            ? new SensorEvent(SampleEvents.FalcoAlert(), SensorFormat.FalcoJson, "node-1", Now)
            : new SensorEvent(SampleEvents.TetragonExec(), SensorFormat.TetragonProtobuf, "node-1", Now);
        _observation = SensorMapper.Map(sensorEvent, sensorEvent.ComputeId());
        _enrichment = new()
        {
            Process = _observation.Process,
            Ancestors = _observation.Parent is { } parent ? [parent, .. _observation.Ancestors] : [],
            Correlation = new(CorrelationMethod.Sensor, Confidence.High),
            Pod = _observation.Pod,
            PodSource = _observation.Pod is null ? null : "event",
            Container = _observation.Container,
        };
        _writer = new(Redact ? new Redaction() : null);
    }

    /// <summary>Lets go of the buffers.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _writer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One document.</summary>
    [Benchmark]
    public int Write() => _writer.Write(_observation, _enrichment, Now).Length;
}
