using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka;

/// <summary>
/// A Kafka inside this process for the demo and for tests: librdkafka's mock cluster. Groups, rebalances and transactions
/// work; a topic has four partitions, each keeps about 5 MB, and nothing survives <see cref="Dispose"/>. It accepts but
/// does not store offsets sent in a transaction, and does not compact.
/// </summary>
public sealed class InProcessKafka : IDisposable
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(10);
    private readonly IAdminClient _owner;

    private InProcessKafka(IAdminClient owner, string bootstrapServers)
    {
        _owner = owner;
        BootstrapServers = bootstrapServers;
    }

    /// <summary>The address other clients connect to.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts one broker that has the topics.</summary>
    public static InProcessKafka Start(Topics topics)
    {
        KafkaNative.Load();
        var config = new AdminClientConfig { BootstrapServers = "in-process:0", ClientId = "in-process-kafka" };
        config.Set("test.mock.num.brokers", "1");
        var owner = new AdminClientBuilder(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var broker = owner.GetMetadata(MetadataTimeout).Brokers[0];
        foreach (var topic in topics.All)
        {
            owner.GetMetadata(topic.Name, MetadataTimeout); // asking for a topic creates it
        }

        return new(owner, $"{broker.Host}:{broker.Port}");
    }

    /// <inheritdoc/>
    public void Dispose() => _owner.Dispose();
}
