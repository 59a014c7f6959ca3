namespace Eyrie.Benchmarks;

/// <summary>Measures what telemetry costs the Ingestor: the same pass with none, with some and with all of it, by turns.</summary>
internal sealed class TelemetryCost(PassthroughOptions options, PassthroughTopics topics, PassthroughSource source, TelemetryWatch watch, TextWriter output)
{
    private readonly Dictionary<TelemetryMode, List<StageResult>> _results = TelemetryMode.All.ToDictionary(static mode => mode, static _ => new List<StageResult>());
    private readonly Dictionary<TelemetryMode, WatchedTelemetry> _seen = [];

    public static async Task RunAsync(PassthroughOptions options, TextWriter output)
    {
        var prefix = PassthroughTopics.NewPrefix(options);
        using var source = await PassthroughSource.StartAsync(options, prefix);
        using var watch = await TelemetryWatch.StartAsync();
        await using var topics = await PassthroughTopics.MakeAsync(options, prefix, source.Kafka);
        await new TelemetryCost(options, topics, source, watch, output).RunAsync();
    }

    private async Task RunAsync()
    {
        await output.WriteLineAsync(Machine.Describe());
        await output.WriteLineAsync(
            $"{options.Rounds} rounds, {options.Events} events a pass after {options.WarmUp} to warm up, "
            + $"one of {options.AlertEvery} an alert of Falco's; Kafka: {options.KafkaInWords}");
        await output.WriteLineAsync();
        await RoundAsync(0); // compiles, and counts for nothing
        _results.Values.ToList().ForEach(static list => list.Clear());
        await output.WriteLineAsync(StageResult.Header);
        for (var round = 1; round <= options.Rounds; round++)
        {
            await RoundAsync(round);
        }

        await output.WriteLineAsync();
        await TelemetryTable.WriteAsync(_results, _seen, output);
        await output.WriteLineAsync(Machine.Load());
    }

    // Whoever is first in a round is another one each time.
    private async Task RoundAsync(int round)
    {
        for (var turn = 0; turn < TelemetryMode.All.Length; turn++)
        {
            var mode = TelemetryMode.All[(round + turn) % TelemetryMode.All.Length];
            GC.Collect();
            var before = topics.Events();
            var result = await new IngestorPass(source, options, topics.Prefix, watch).RunAsync(mode.Name, mode);
            topics.Check(before);
            _results[mode].Add(result);
            _seen[mode] = Checked(mode, await watch.EndAsync());
            if (round > 0)
            {
                await output.WriteLineAsync(result.Row(round));
            }
        }
    }

    private static WatchedTelemetry Checked(TelemetryMode mode, WatchedTelemetry seen) =>
        seen.Asked > 0 == mode.IsShown && seen.Exports > 0 == mode.IsSent && seen.Spans > 0 == mode.Traced > 0
            ? seen
            : throw new InvalidOperationException($"{mode.Name}: {seen}");
}
