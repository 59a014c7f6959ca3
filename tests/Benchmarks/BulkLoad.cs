using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Testing.Delivery;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Benchmarks;

/// <summary>
/// Measures documents a CPU second from Kafka to Elasticsearch: <c>eyrie sinks</c> against rsyslog's imkafka with omelasticsearch, one after
/// the other, with the same documents, from the same topic, to the same server.
/// </summary>
internal sealed class BulkLoad(BulkLoadOptions options, BulkTarget target, string prefix, string folder, TextWriter output)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly KafkaClients _clients = new(
        Options.Create(new KafkaOptions { BootstrapServers = options.Kafka }), NullLogger<KafkaClients>.Instance);

    public static async Task RunAsync(BulkLoadOptions options, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("eyrie-bulk-");
        using var target = await BulkTarget.StartAsync();
        try
        {
            await new BulkLoad(options, target, $"{options.Prefix}{Guid.NewGuid().ToString("N")[..8]}.", folder.FullName, output).RunAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync()
    {
        var topics = new Topics(prefix);
        using var admin = _clients.CreateAdmin();
        var topicAdmin = new TopicAdmin(admin, topics, new() { ReplicationFactor = 1 });
        await topicAdmin.ApplyAsync(await topicAdmin.PlanAsync(grow: false));
        try
        {
            var bytes = Produce(topics.Alerts);
            await output.WriteLineAsync(Machine.Describe());
            await output.WriteLineAsync(
                $"{options.Documents} documents of {bytes / options.Documents} bytes on {topics.All[1].Partitions} partitions, the first {options.WarmUp} to warm up; "
                + $"the sink's options: {(options.Sink.Count > 0 ? string.Join(", ", options.Sink) : "defaults")}");
            await output.WriteLineAsync();
            await RunRoundsAsync();
        }
        finally
        {
            await admin.DeleteTopicsAsync(topics.All.Select(static topic => topic.Name));
        }
    }

    private async Task RunRoundsAsync()
    {
        await output.WriteLineAsync("""
            | round | contender | documents/s | CPU s a million | documents a CPU second | documents a request | MB resident after |
            |---:|---|---:|---:|---:|---:|---:|
            """);
        var ratios = new List<double>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            var eyrie = await MeasureAsync(round, Contender.Eyrie);
            if (options.Rsyslogd is not null)
            {
                ratios.Add(eyrie / await MeasureAsync(round, Contender.Rsyslog));
            }
        }

        await output.WriteLineAsync();
        if (ratios.Count > 0)
        {
            var median = ratios.Order().ElementAt(ratios.Count / 2);
            await output.WriteLineAsync(
                $"eyrie sinks has {string.Join(", ", ratios.Select(static ratio => ratio.ToString("0.00", CultureInfo.InvariantCulture)))} times rsyslog's documents a CPU second, a round each; the median is {median:0.00}");
        }

        await output.WriteLineAsync(Machine.Load());
    }

    private async Task<double> MeasureAsync(int round, Func<BulkLoadOptions, Uri, string, string, Contender> start)
    {
        // Its own group each time: a new one reads from the beginning.
        var own = Directory.CreateDirectory(Path.Combine(folder, $"{round}-{start.Method.Name}")).FullName;
        await target.ResetAsync();
        using var contender = start(options, target.Url, prefix, own);
        var first = await UntilAsync(contender, options.WarmUp, own);
        var last = await UntilAsync(contender, options.Documents, own);
        var (documents, cpu, elapsed) = (last.Documents - first.Documents, last.Cpu - first.Cpu, Stopwatch.GetElapsedTime(first.At, last.At));
        var rate = documents / cpu.TotalSeconds;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {round} | {contender.Name} | {documents / elapsed.TotalSeconds:#,0} | {1_000_000 / rate:0.0} | {rate:#,0} | {last.Documents / (double)last.Requests:0} | {contender.Bytes / 1_000_000} |"));
        return rate;
    }

    private async Task<(long Documents, long Requests, TimeSpan Cpu, long At)> UntilAsync(Contender contender, int documents, string own)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience;)
        {
            var cpu = contender.Cpu;
            var (stored, requests, _) = await target.CountAsync();
            if (stored >= documents)
            {
                return (stored, requests, cpu, Stopwatch.GetTimestamp());
            }

            await Task.Delay(Tick, TimeProvider.System);
        }

        var logs = string.Join('\n', Directory.GetFiles(own, "*.log").SelectMany(File.ReadLines).TakeLast(20));
        throw new InvalidOperationException($"{contender.Name} did not store {documents} documents within {Patience.TotalMinutes} min\n{logs}");
    }

    // Two thousand different ones, each with another id on its record: what a sink goes by.
    private long Produce(string topic)
    {
        var documents = new AlertDocuments();
        var now = TimeProvider.System.GetUtcNow();
        var records = Enumerable.Range(0, 2_000).Select(number => documents.Record(new(number, number / 20, (number % 20) + 1, Severity.Warning), now)).ToArray();
        using var producer = _clients.CreateProducer();
        var bytes = 0L;
        for (var i = 0; i < options.Documents; i++)
        {
            var record = records[i % records.Length];
            var headers = new Headers().With(RecordHeaders.Id, AlertDocuments.IdOf(i));
            foreach (var header in record.Headers.Where(static header => header.Key != RecordHeaders.Id))
            {
                headers.Add(header);
            }

            bytes += record.Value.Length;
            Send(producer, topic, new() { Key = record.Key, Value = record.Value, Headers = headers });
        }

        producer.Flush(Patience);
        return bytes;
    }

    private static void Send(IProducer<string, byte[]> producer, string topic, Message<string, byte[]> record)
    {
        while (true)
        {
            try
            {
                producer.Produce(topic, record);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                producer.Poll(Tick);
            }
        }
    }
}
