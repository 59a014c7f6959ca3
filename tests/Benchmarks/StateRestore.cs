using System.Diagnostics;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.State;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Benchmarks;

/// <summary>Measures how long it takes until a partition's processes are known again.</summary>
internal static class StateRestore
{
    private static readonly EnricherOptions Enricher = new() { MaxProcesses = 10_000_000, RestoreTimeout = TimeSpan.FromMinutes(4) };

    public static string FromMemory(IReadOnlyList<Message<string, byte[]>> records)
    {
        GC.Collect();
        var clock = new StageClock();
        var state = new PartitionState(Enricher);
        foreach (var record in records)
        {
            StateJournal.Restore(state, record, Enricher.JoinWindow, NullLogger.Instance);
        }

        var result = clock.Stop("memory", records.Count);
        Check(state, records.Count);
        return $"restored {records.Count:#,0} processes from memory in {Seconds(result)}";
    }

    /// <summary>Writes the records to the compacted topic and has the Enricher's own reader read them.</summary>
    public static async Task<string> FromKafkaAsync(ProcessesOptions options, IReadOnlyList<Message<string, byte[]>> records)
    {
        var topics = new Topics($"{options.Prefix}{Guid.NewGuid().ToString("N")[..8]}.");
        var clients = new KafkaClients(
            Options.Create(new KafkaOptions { BootstrapServers = options.Kafka! }), NullLogger<KafkaClients>.Instance);
        using var admin = clients.CreateAdmin();
        var topicAdmin = new TopicAdmin(admin, topics, new() { ReplicationFactor = 1 });
        await topicAdmin.ApplyAsync(await topicAdmin.PlanAsync(grow: false));
        try
        {
            var written = Write(clients, topics, records);
            GC.Collect();
            var reader = new StateReader(clients, topics, Options.Create(Enricher), TimeProvider.System, NullLogger<StateReader>.Instance);
            var clock = new StageClock();
            var state = reader.Read([0], CancellationToken.None)[0];
            var result = clock.Stop("Kafka", records.Count);
            Check(state, records.Count);
            return $"wrote {records.Count:#,0} processes to Kafka in {written.TotalSeconds:0.0} s, restored them from there in {Seconds(result)}";
        }
        finally
        {
            await admin.DeleteTopicsAsync(topics.All.Select(static topic => topic.Name));
        }
    }

    private static string Seconds(StageResult result) =>
        $"{result.Elapsed.TotalSeconds:0.0} s ({result.Cpu.TotalSeconds:0.0} CPU s)";

    // As the Enricher writes them: in transactions.
    private static TimeSpan Write(KafkaClients clients, Topics topics, IReadOnlyList<Message<string, byte[]>> records)
    {
        const int Batch = 10_000;
        var started = Stopwatch.GetTimestamp();
        using var producer = clients.CreateTransactionalProducer($"{topics.State}-benchmark");
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        for (var at = 0; at < records.Count; at += Batch)
        {
            producer.BeginTransaction();
            for (var i = at; i < Math.Min(at + Batch, records.Count); i++)
            {
                producer.Produce(new TopicPartition(topics.State, 0), records[i]);
            }

            producer.CommitTransaction(TimeSpan.FromSeconds(60));
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static void Check(PartitionState state, int expected)
    {
        var restored = state.Nodes.Sum(node => node.Processes.Count);
        if (restored != expected)
        {
            throw new InvalidOperationException($"{restored} of {expected} processes were restored");
        }
    }
}
