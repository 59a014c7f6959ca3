using System.Text;
using BenchmarkDotNet.Attributes;
using Eyrie.Ingestor.Sensors.Falco;
using Eyrie.Testing;

namespace Eyrie.Benchmarks;

/// <summary>Cost of finding the alert in a body, for real alerts of Falco's. Budget: 2 µs an alert, no allocation.</summary>
[MemoryDiagnoser]
public class FalcoHttpItemsBenchmarks
{
    private readonly byte[][] _bodies = [.. Samples.Lines("falco/falco-0.43.1-http.jsonl").Select(Encoding.UTF8.GetBytes)];

    [Benchmark(OperationsPerInvoke = 30)]
    public int One()
    {
        var alerts = 0;
        foreach (var body in _bodies)
        {
            var items = new FalcoHttpItems(body);
            while (items.MoveNext())
            {
                alerts += items.Problem is null ? 1 : 0;
            }
        }

        return alerts;
    }
}
