using Confluent.Kafka;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor.Tests;

/// <summary>The clients that the stage uses, to a given address.</summary>
internal static class TestKafka
{
    public static IProducer<string, byte[]> Producer(string bootstrapServers) => Clients(bootstrapServers).CreateProducer();

    public static KafkaClients Clients(string bootstrapServers) => new(
        Options.Create(new KafkaOptions { BootstrapServers = bootstrapServers }), NullLogger<KafkaClients>.Instance);
}
