using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Benchmarks;

/// <summary>The run's own topics: made on a broker, counted, and deleted again.</summary>
internal sealed class PassthroughTopics : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PassthroughOptions _options;
    private readonly IAdminClient _admin;

    private PassthroughTopics(PassthroughOptions options, string prefix, string kafka)
    {
        (_options, Prefix, Topics) = (options, prefix, new(prefix));
        Clients = new(Options.Create(new KafkaOptions { BootstrapServers = kafka }), NullLogger<KafkaClients>.Instance);
        _admin = Clients.CreateAdmin();
    }

    public KafkaClients Clients { get; }

    public string Prefix { get; }

    public Topics Topics { get; }

    /// <summary>A prefix that nobody else has.</summary>
    public static string NewPrefix(PassthroughOptions options) => $"{options.Prefix}{Guid.NewGuid().ToString("N")[..8]}.";

    public static async Task<PassthroughTopics> MakeAsync(PassthroughOptions options, string prefix, string kafka)
    {
        var made = new PassthroughTopics(options, prefix, kafka);
        if (options.Kafka is not null)
        {
            var topicAdmin = new TopicAdmin(made._admin, made.Topics, new() { ReplicationFactor = 1 });
            await topicAdmin.ApplyAsync(await topicAdmin.PlanAsync(grow: false));
        }

        return made;
    }

    /// <summary>How many events are in Kafka.</summary>
    public long Events()
    {
        using var reader = Clients.CreatePartitionReader();
        return Enumerable.Range(0, Topics.All[0].Partitions)
            .Sum(partition => reader.QueryWatermarkOffsets(new(Topics.Events, partition), Patience).High.Value);
    }

    /// <summary>Fails when not all of a pass have arrived.</summary>
    /// <param name="before">How many there were before it.</param>
    public void Check(long before)
    {
        var (sent, arrived) = (_options.WarmUp + _options.Events, Events() - before);
        if (arrived < sent)
        {
            throw new InvalidOperationException($"{sent} events were sent, but only {arrived} are in Kafka");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_options.Kafka is null ? Task.CompletedTask : _admin.DeleteTopicsAsync(Topics.All.Select(static topic => topic.Name)));
        _admin.Dispose();
    }
}
