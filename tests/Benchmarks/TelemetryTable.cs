namespace Eyrie.Benchmarks;

/// <summary>Says what telemetry cost, as a table.</summary>
internal static class TelemetryTable
{
    public static async Task WriteAsync(
        Dictionary<TelemetryMode, List<StageResult>> results, Dictionary<TelemetryMode, WatchedTelemetry> seen, TextWriter output)
    {
        await output.WriteLineAsync(
            """
            | telemetry | CPU s a million | more CPU than none, same round | events/s | slower than none, same round | bytes allocated an event | asked, exports, spans in the last pass |
            |---|---:|---:|---:|---:|---:|---:|
            """);
        var none = results[TelemetryMode.Off];
        foreach (var (mode, list) in results)
        {
            var (was, more, slower) = (seen[mode], Ratios(list, none, static one => one.Cpu.TotalSeconds), Ratios(list, none, static one => one.Elapsed.TotalSeconds));
            await output.WriteLineAsync(
                $"| {mode.Name} | {Spread(list.Select(static one => one.Cpu.TotalSeconds * 1_000_000 / one.Events), "0.00")} | {Spread(more, "+0.0%;-0.0%")} "
                + $"| {Spread(list.Select(static one => one.PerSecond), "#,0")} | {Spread(slower, "+0.0%;-0.0%")} "
                + $"| {Spread(list.Select(static one => (double)one.Allocated / one.Events), "#,0")} | {was.Asked}, {was.Exports}, {was.Spans} |");
        }
    }

    private static IEnumerable<double> Ratios(List<StageResult> list, List<StageResult> none, Func<StageResult, double> of) =>
        list.Zip(none, (one, other) => (of(one) / of(other)) - 1);

    private static string Spread(IEnumerable<double> figures, string format)
    {
        var sorted = figures.Order().ToArray();
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return FormattableString.Invariant($"**{median.ToString(format, null)}** ({sorted[0].ToString(format, null)} to {sorted[^1].ToString(format, null)})");
    }
}
