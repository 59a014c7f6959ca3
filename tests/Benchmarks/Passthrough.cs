using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Benchmarks;

/// <summary>
/// Measures the Ingestor from a gRPC socket into Kafka against what it is made of, in one run on one machine: reading the same socket, and
/// producing the same bytes. It cannot be faster than the slower of the two.
/// </summary>
internal sealed class Passthrough(PassthroughOptions options, PassthroughSource source, Topics topics, string prefix, TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[][] _samples = SampleEvents.Tetragon();
    private readonly KafkaClients _clients = new(
        Options.Create(new KafkaOptions { BootstrapServers = source.Kafka }), NullLogger<KafkaClients>.Instance);

    public static async Task RunAsync(PassthroughOptions options, TextWriter output)
    {
        var prefix = $"{options.Prefix}{Guid.NewGuid().ToString("N")[..8]}.";
        var topics = new Topics(prefix);
        using var source = await PassthroughSource.StartAsync(options, prefix);
        await new Passthrough(options, source, topics, prefix, output).RunAsync();
    }

    private async Task RunAsync()
    {
        await output.WriteLineAsync(Machine.Describe());
        await output.WriteLineAsync(
            $"{options.Events} events of {_samples.Average(sample => sample.Length):0} bytes a stage after {options.WarmUp} to warm up; Kafka: "
            + (options.Kafka ?? "librdkafka's mock cluster in the source's process, which is no measure of a broker"));
        await output.WriteLineAsync();
        using var admin = _clients.CreateAdmin();
        if (options.Kafka is not null)
        {
            var topicAdmin = new TopicAdmin(admin, topics, new() { ReplicationFactor = 1 });
            await topicAdmin.ApplyAsync(await topicAdmin.PlanAsync(grow: false));
        }

        try
        {
            await RunRoundsAsync();
        }
        finally
        {
            await (options.Kafka is null ? Task.CompletedTask : admin.DeleteTopicsAsync(topics.All.Select(static topic => topic.Name)));
        }
    }

    private async Task RunRoundsAsync()
    {
        var ratios = new List<double>();
        await output.WriteLineAsync(StageResult.Header);
        for (var round = 1; round <= options.Rounds; round++)
        {
            var receive = await TellAsync(round, await RawReceive.RunAsync(source, options));
            var produce = await TellAsync(round, await BareProducer.RunAsync(_clients, topics.Events, options, SampleMessages.Bare(_samples)));
            await TellAsync(round, await BareProducer.RunAsync(_clients, topics.Events, options, SampleMessages.Whole(_samples)));
            var before = EventsInKafka();
            var ingestor = await TellAsync(round, await IngestorPass.RunAsync(source, options, prefix));
            Check(EventsInKafka() - before);
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

    private void Check(long arrived)
    {
        var sent = options.WarmUp + options.Events;
        if (arrived < sent)
        {
            throw new InvalidOperationException($"{sent} events were sent, but only {arrived} are in Kafka");
        }
    }

    private long EventsInKafka()
    {
        using var reader = _clients.CreatePartitionReader();
        return Enumerable.Range(0, topics.All[0].Partitions)
            .Sum(partition => reader.QueryWatermarkOffsets(new(topics.Events, partition), Patience).High.Value);
    }
}
