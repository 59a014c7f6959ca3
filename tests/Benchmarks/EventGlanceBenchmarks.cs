using BenchmarkDotNet.Attributes;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Benchmarks;

/// <summary>Cost of telling worth, notice, time and node of a real event. Budget: 2 µs, no allocation.</summary>
[MemoryDiagnoser]
public class EventGlanceBenchmarks
{
    private readonly byte[] _exec = SampleEvents.TetragonExec();
    private readonly byte[] _alert = SampleEvents.FalcoAlert();

    [Benchmark]
    public int TetragonExec() => Worth(_exec, SensorFormat.TetragonProtobuf);

    [Benchmark]
    public int FalcoJsonAlert() => Worth(_alert, SensorFormat.FalcoJson);

    private static int Worth(byte[] payload, SensorFormat format) => (int)EventGlance.At(payload, format).Worth;
}
