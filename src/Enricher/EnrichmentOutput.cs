using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher;

/// <summary>Writes what goes out as records of the running transaction, and keeps account of it. One a session.</summary>
internal sealed class EnrichmentOutput(
    IProducer<string, byte[]> producer, Topics topics, EnricherOptions options, TimeProvider time) : IDisposable
{
    private readonly DocumentWriter _documents = new(options.RedactSecrets);

    public BatchAccount Account { get; } = new();

    /// <summary>Writes one document.</summary>
    public void Write(in Enriched enriched)
    {
        var (observation, enrichment) = enriched;
        var document = _documents.Write(observation, enrichment, EventTime.From(time.GetUtcNow()));
        if (enrichment is { AlertSeverity: { } severity, Incident: { } incident })
        {
            var headers = HeadersOf(observation)
                .With(RecordHeaders.Severity, severity.Word())
                .With(RecordHeaders.Namespace, enrichment.Pod?.Namespace)
                .With(RecordHeaders.Rule, observation.Rule?.Name)
                .With(RecordHeaders.Incident, incident.Id);
            producer.Produce(topics.Alerts, new() { Key = incident.Subject, Value = document.ToArray(), Headers = headers });
            Account.Alerts++;
            Account.Joined(enrichment.Correlation);
        }
        else
        {
            producer.Produce(
                topics.Activity, new() { Key = observation.Node, Value = document.ToArray(), Headers = HeadersOf(observation) });
            Account.Activity++;
        }
    }

    /// <summary>Writes a record that the Enricher cannot take, as it came.</summary>
    public void Reject(ConsumeResult<string, byte[]> record, string problem)
    {
        producer.Produce(topics.Dead, DeadLetter.From(record, "enricher", null, "unreadable", problem));
        Account.Rejected++;
    }

    /// <summary>Writes one thing to remember to the partition of <c>state.v1</c> that belongs to the events' partition.</summary>
    public void Remember(Message<string, byte[]> change, Partition partition) =>
        producer.Produce(new TopicPartition(topics.State, partition), change);

    public void Dispose() => _documents.Dispose();

    private static Headers HeadersOf(Observation observation) => new Headers()
        .With(RecordHeaders.Id, observation.Id)
        .With(RecordHeaders.TraceParent, observation.TraceParent);
}
