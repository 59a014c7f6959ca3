using System.Diagnostics.Metrics;
using System.Text;

namespace Eyrie.Pipeline.Tests.Metrics;

/// <summary>What .NET's own meter has for memory, garbage collection and threads: the part that is worth watching.</summary>
internal static class RuntimeInstruments
{
    private static readonly (string Name, string Labels)[] Watched =
    [
        ("dotnet.gc.collections", "`gc_heap_generation`"),
        ("dotnet.gc.heap.total_allocated", ""),
        ("dotnet.gc.last_collection.heap.size", "`gc_heap_generation`"),
        ("dotnet.gc.last_collection.memory.committed_size", ""),
        ("dotnet.gc.pause.time", ""),
        ("dotnet.process.cpu.time", "`cpu_mode`"),
        ("dotnet.process.cpu.count", ""),
        ("dotnet.process.memory.working_set", ""),
        ("dotnet.thread_pool.thread.count", ""),
        ("dotnet.thread_pool.queue.length", ""),
        ("dotnet.thread_pool.work_item.count", ""),
        ("dotnet.monitor.lock_contentions", ""),
        ("dotnet.timer.count", ""),
        ("dotnet.exceptions", "`error_type`"),
    ];

    /// <summary>The table; throws when .NET has one of them no more.</summary>
    public static string Table()
    {
        var text = new StringBuilder("## .NET (`System.Runtime`)\n\n| instrument | Prometheus | kind | unit | labels |\n|---|---|---|---|---|\n");
        foreach (var (one, labels) in Found())
        {
            text.Append($"| `{one.Name}` | `{PrometheusName.Of(one)}` | {MetricsReferenceTests.Kind(one).ToLowerInvariant()} | `{one.Unit}` | {labels} |\n");
        }

        return text.ToString();
    }

    /// <summary>What Prometheus calls those that measure something whatever a process does: not every one throws.</summary>
    public static IEnumerable<string> Names() => Found().Where(one => one.Instrument.Name is not "dotnet.exceptions").Select(one => PrometheusName.Of(one.Instrument));

    private static (Instrument Instrument, string Labels)[] Found()
    {
        var found = new Dictionary<string, Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (one, _) => found.TryAdd(one.Name, one) };
        listener.Start();
        return [.. Watched.Select(one => (found[one.Name], one.Labels))];
    }
}
