namespace Eyrie.Benchmarks;

/// <summary>
/// Measures the Ingestor from a gRPC socket into Kafka against what it is made of, in one run on one machine: reading the same socket, and
/// producing the same bytes. It cannot be faster than the slower of the two.
/// </summary>
internal sealed class Passthrough(PassthroughOptions options, PassthroughSource source, PassthroughTopics topics, TextWriter output)
{
    private readonly byte[][] _samples = SampleEvents.Tetragon();

    public static async Task RunAsync(PassthroughOptions options, TextWriter output)
    {
        var prefix = PassthroughTopics.NewPrefix(options);
        using var source = await PassthroughSource.StartAsync(options, prefix);
        await using var topics = await PassthroughTopics.MakeAsync(options, prefix, source.Kafka);
        await new Passthrough(options, source, topics, output).RunAsync();
    }

    private async Task RunAsync()
    {
        await output.WriteLineAsync(Machine.Describe());
        await output.WriteLineAsync(
            $"{options.Events} events of {_samples.Average(sample => sample.Length):0} bytes a stage after {options.WarmUp} to warm up; Kafka: {options.KafkaInWords}");
        await output.WriteLineAsync();
        var ratios = new List<double>();
        await output.WriteLineAsync(StageResult.Header);
        for (var round = 1; round <= options.Rounds; round++)
        {
            var receive = await TellAsync(round, await RawReceive.RunAsync(source, options));
            var produce = await TellAsync(round, await BareProducer.RunAsync(topics.Clients, topics.Topics.Events, options, SampleMessages.Bare(_samples)));
            await TellAsync(round, await BareProducer.RunAsync(topics.Clients, topics.Topics.Events, options, SampleMessages.Whole(_samples)));
            var before = topics.Events();
            var ingestor = await TellAsync(round, await new IngestorPass(source, options, topics.Prefix).RunAsync("Ingestor", TelemetryMode.Off));
            topics.Check(before);
            ratios.Add(ingestor.PerSecond / Math.Min(receive.PerSecond, produce.PerSecond));
        }

        ratios.Sort();
        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"Ingestor against the slower of the first two, a round each: {string.Join(", ", ratios.Select(static ratio => $"{ratio:0%}"))}; "
            + $"the median is {ratios[ratios.Count / 2]:0%}");
        await output.WriteLineAsync(Machine.Load());
    }

    private async Task<StageResult> TellAsync(int round, StageResult result)
    {
        await output.WriteLineAsync(result.Row(round));
        return result;
    }
}
