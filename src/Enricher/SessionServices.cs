using Eyrie.Contracts;
using Eyrie.Enricher.State;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher;

/// <summary>What all sessions share.</summary>
internal sealed class SessionServices(
    KafkaClients clients,
    Topics topics,
    StateReader state,
    RecordLimits limits,
    EnrichmentPipeline pipeline,
    EnricherMetrics metrics,
    TimeProvider time,
    IOptions<EnricherOptions> options,
    IOptions<BatchOptions> batch,
    IOptions<TopicOptions> names)
{
    public KafkaClients Clients { get; } = clients;

    public Topics Topics { get; } = topics;

    public StateReader State { get; } = state;

    public RecordLimits Limits { get; } = limits;

    public EnrichmentPipeline Pipeline { get; } = pipeline;

    public EnricherMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;

    public EnricherOptions Options { get; } = options.Value;

    public BatchOptions Batch { get; } = batch.Value;

    /// <summary>What the names of the group and of transactions start with.</summary>
    public string Prefix { get; } = names.Value.Prefix;
}
