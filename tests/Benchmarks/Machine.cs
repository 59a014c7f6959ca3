using System.Runtime;
using System.Runtime.InteropServices;

namespace Eyrie.Benchmarks;

/// <summary>What figures were measured on.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{Processor()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_000_000_000} GB; {RuntimeInformation.OSDescription}; "
        + $"{RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC{Build()}. {Load()}";

    /// <summary>How much there was to do for it, ours and everybody's.</summary>
    public static string Load() => File.Exists("/proc/loadavg")
        ? $"Load average: {string.Join(" ", File.ReadAllText("/proc/loadavg").Split(' ')[..3])}"
        : "Load average: not known";

    private static string Processor() => File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) is { } model
            ? model[(model.IndexOf(':', StringComparison.Ordinal) + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static string Build()
    {
#if DEBUG
        return ", a DEBUG build: no measure of anything";
#else
        return "";
#endif
    }
}
