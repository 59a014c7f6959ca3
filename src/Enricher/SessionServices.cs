using Eyrie.Contracts;
using Eyrie.Enricher.State;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Tracing;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher;

/// <summary>What all sessions of all workers share: all of it is thread-safe.</summary>
internal sealed class SessionServices(
    KafkaClients clients,
    Topics topics,
    StateReader state,
    RecordLimits limits,
    Func<EnrichmentPipeline> createPipeline,
    EnricherMetrics metrics,
    Readiness readiness,
    TimeProvider time,
    IOptions<EnricherOptions> options,
    IOptions<BatchOptions> batch,
    IOptions<TopicOptions> names,
    TraceSampling sampling)
{
    public KafkaClients Clients { get; } = clients;

    public Topics Topics { get; } = topics;

    public StateReader State { get; } = state;

    public RecordLimits Limits { get; } = limits;

    /// <summary>Makes a pipeline of its own for each session: workers share nothing that changes.</summary>
    public Func<EnrichmentPipeline> CreatePipeline { get; } = createPipeline;

    public EnricherMetrics Metrics { get; } = metrics;

    public Readiness Readiness { get; } = readiness;

    public TimeProvider Time { get; } = time;

    public EnricherOptions Options { get; } = options.Value;

    public BatchOptions Batch { get; } = batch.Value;

    /// <summary>Which alerts are traced.</summary>
    public TraceSampling Sampling { get; } = sampling;

    /// <summary>What the names of the group and of transactions start with.</summary>
    public string Prefix { get; } = names.Value.Prefix;
}
