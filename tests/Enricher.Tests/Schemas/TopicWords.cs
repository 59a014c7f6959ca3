using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>What a topic's records are, in words: what its name and settings do not say.</summary>
/// <param name="Channel">Short name.</param>
/// <param name="Summary">What its records are.</param>
/// <param name="Key">What the key is.</param>
/// <param name="Headers">Its headers: name, what it is, whether every record has it.</param>
/// <param name="Schema">File of the value's JSON Schema, below <c>docs</c>; null when the value is not JSON of ours.</param>
/// <param name="ContentType">Of the value.</param>
internal sealed record TopicWords(
    string Channel, string Summary, string Key, IReadOnlyList<(string Name, string Meaning, bool Always)> Headers, string? Schema, string ContentType)
{
    private static readonly Topics Topics = new();

    private static readonly (string, string, bool) Id = (RecordHeaders.Id, "event.id: the first 128 bits of SHA-256 over the sensor's bytes and the node, in hex", true);
    private static readonly (string, string, bool) Seen = (RecordHeaders.Time, "When the sensor saw it: Unix nanoseconds, decimal; not where an incident is over", false);
    private static readonly (string, string, bool) Read = (RecordHeaders.Received, "When Eyrie read it: likewise", false);
    private static readonly (string, string, bool) Trace = (RecordHeaders.TraceParent, "W3C trace context, where the event has one", false);

    private static readonly Dictionary<string, TopicWords> ByTopic = new(StringComparer.Ordinal)
    {
        [Topics.Events] = new(
            "events", "What the sensors said, their own bytes untouched. Sensitive: secrets are not blanked.", "The node.",
            [
                (RecordHeaders.Sensor, "falco, tetragon or eyrie", true),
                (RecordHeaders.Format, "How to read the value: " + string.Join(", ", Enum.GetValues<SensorFormat>().Select(format => format.WireName())), true),
                (RecordHeaders.Node, "The node", true),
                (RecordHeaders.Cluster, "The cluster, where it is configured", false),
                (RecordHeaders.Received, "When Eyrie read it: Unix nanoseconds, decimal", true),
                Id,
                Trace,
            ],
            null, "application/octet-stream"),
        [Topics.Alerts] = new(
            "alerts", "Alerts as ECS documents, one line of JSON each, and the word when an incident is over. Final: what Elasticsearch stores.",
            "The subject: the first 12 digits of a container's id, else a session of a host.",
            [
                Id,
                (RecordHeaders.Severity, "log.level: emergency, alert, critical, error, warning, notice, informational or debug", true),
                (RecordHeaders.Namespace, "The pod's Kubernetes namespace", false),
                (RecordHeaders.Rule, "Falco's rule or Tetragon's policy", false),
                (RecordHeaders.Incident, "eyrie.incident.id; none where an exception suppresses the alert and its subject has no incident", false),
                Seen,
                Read,
                (RecordHeaders.Urgent, "1 when the alert is on urgent.v1, too", false),
                (RecordHeaders.Kind, "event when this is no alert, but the word that an incident is over", false),
                Trace,
            ],
            "schemas/alert.schema.json", "application/json"),
        [Topics.Activity] = new(
            "activity", "What is not an alert, as ECS documents, one line of JSON each.", "The node.", [Id, Trace],
            "schemas/activity.schema.json", "application/json"),
        [Topics.State] = new(
            "state", "What the Enricher remembers. Its own business: it may change with any version.", "Kind and id.", [], null, "application/octet-stream"),
        ["eyrie.pods.v1"] = new(
            "pods", "What clusters say of their pods, services and nodes, the last of each, for Enrichers without a watch of their own; null when one is gone.",
            "cluster/kind/uid, and cluster/kind/sync for when the watch had all of a kind.", [], null, "application/json"),
        [Topics.Urgent] = new(
            "urgent", "Second copies of the alerts that must not wait behind others, byte for byte: on-call sinks read them first. Each is on alerts.v1, too.",
            "As on alerts.v1, and the same partition.",
            [
                Id,
                (RecordHeaders.Severity, "log.level: emergency, alert or critical", true),
                (RecordHeaders.Namespace, "The pod's Kubernetes namespace", false),
                (RecordHeaders.Rule, "Falco's rule or Tetragon's policy", false),
                (RecordHeaders.Incident, "eyrie.incident.id", true),
                Seen,
                Read,
                Trace,
            ],
            "schemas/alert.schema.json", "application/json"),
        [Topics.Retry] = new(
            "retry", "Dead letters of a sink that a person sends again ('eyrie dead retry'): for that sink alone.", "As it came.",
            [Id, (RecordHeaders.Sink, "The sink that takes it", true), (RecordHeaders.Topic, "The topic where the sink had read it", true)],
            null, "application/json"),
        [Topics.Silences] = new(
            "silences", "Silences that 'eyrie silence' made, the last of each; null when one is gone.", "The silence's id.", [], null, "application/json"),
        [Topics.Notices] = new(
            "notices", "What people were told of which incident, and in which message. Eyrie's own business: it may change with any version.", "sink/address/group.", [], null, "application/json"),
        [Topics.Dead] = new(
            "dead", "Records that a stage could not take, unchanged, with the reason beside them. Sensitive: secrets are not blanked.", "As it came.",
            [
                (RecordHeaders.Stage, "Which stage: ingestor, enricher or sinks", true),
                (RecordHeaders.Sink, "Which sink", false),
                (RecordHeaders.Settled, "No letter, but the word that one is done with: retried or dropped", false),
                (RecordHeaders.By, "Of such a word: who settled the letter", false),
                (RecordHeaders.Why, "Of such a word: what that person said about it", false),
                (RecordHeaders.Reason, "One word: why", true),
                (RecordHeaders.Error, "Why, in words", true),
                (RecordHeaders.Topic, "Where it was read, unless it never was in Kafka", false),
                (RecordHeaders.Partition, "Its partition there", false),
                (RecordHeaders.Offset, "Its offset there", false),
                (RecordHeaders.Size, "Bytes the value had before it was cut", false),
            ],
            null, "application/octet-stream"),
    };

    /// <summary>The words for a topic.</summary>
    /// <exception cref="KeyNotFoundException">Nobody has written them: a new topic needs an entry above.</exception>
    public static TopicWords Of(TopicSpecification topic) => ByTopic[topic.Name];
}
