using System.Diagnostics;

namespace Eyrie.Benchmarks;

/// <summary>Time, CPU seconds of this process with all of its threads, and bytes allocated, from a moment on.</summary>
internal sealed class StageClock
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();

    public StageResult Stop(string name, int events) => new(
        name,
        events,
        Stopwatch.GetElapsedTime(_started),
        Environment.CpuUsage.TotalTime - _cpu,
        GC.GetTotalAllocatedBytes() - _allocated,
        Environment.WorkingSet);
}

/// <summary>What came of a stage.</summary>
internal sealed record StageResult(string Name, int Events, TimeSpan Elapsed, TimeSpan Cpu, long Allocated, long WorkingSet)
{
    public const string Header = """
        | round | stage | events/s | CPU s a million | of a core | bytes allocated an event | MB resident after |
        |---:|---|---:|---:|---:|---:|---:|
        """;

    public double PerSecond => Events / Elapsed.TotalSeconds;

    public string Row(int round) =>
        $"| {round} | {Name} | {PerSecond:#,0} | {Cpu.TotalSeconds * 1_000_000 / Events:0.0} | {Cpu / Elapsed:0.0} | {Allocated / Events:#,0} | {WorkingSet / 1_000_000} |";
}
