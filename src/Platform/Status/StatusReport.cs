namespace Eyrie.Platform.Status;

/// <summary>What <c>/status</c> answers: how this process is, in one look. Counts are since a stage began, rates over the last seconds.</summary>
/// <param name="Version">Of Eyrie.</param>
/// <param name="Host">The machine's or the pod's name.</param>
/// <param name="Started">When the process began.</param>
/// <param name="Now">When this was written, by the process' clock: whoever asks can compare it with the own.</param>
/// <param name="State">ready, degraded or notReady: the worst of the parts.</param>
/// <param name="Parts">What <c>/readyz</c> says.</param>
/// <param name="Ingestor">Null in a process without it.</param>
/// <param name="Enricher">Null in a process without it.</param>
/// <param name="Sinks">Those of this process.</param>
/// <param name="Kafka">How its clients are.</param>
/// <param name="DeadLetters">What this process put on <c>dead.v1</c>.</param>
/// <param name="Certificates">When configured certificates end.</param>
public sealed record StatusReport(
    string Version,
    string Host,
    DateTimeOffset Started,
    DateTimeOffset Now,
    string State,
    IReadOnlyList<PartStatus> Parts,
    IngestorStatus? Ingestor,
    EnricherStatus? Enricher,
    IReadOnlyList<SinkStatus> Sinks,
    KafkaStatus Kafka,
    IReadOnlyList<DeadLetterStatus> DeadLetters,
    IReadOnlyList<CertificateStatus> Certificates);

/// <summary>A part, as <c>/readyz</c> names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">ready, degraded or notReady.</param>
/// <param name="Reason">Why; empty when it is ready.</param>
public sealed record PartStatus(string Name, string State, string Reason);

/// <summary>The Ingestor.</summary>
/// <param name="Sensors">Those it reads.</param>
/// <param name="Spool">What waits for Kafka.</param>
public sealed record IngestorStatus(IReadOnlyList<SensorStatus> Sensors, SpoolStatus Spool);

/// <summary>A sensor.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Streams">Its addresses, and which of them are read.</param>
/// <param name="Versions">What its agents call themselves.</param>
/// <param name="SilenceSeconds">Time since its last event; null when it is not known.</param>
/// <param name="Read">Events read.</param>
/// <param name="ReadPerSecond">Of late.</param>
/// <param name="Published">Events that Kafka has.</param>
/// <param name="Rejected">What went to <c>dead.v1</c>.</param>
/// <param name="Dropped">What went no further, by reason.</param>
/// <param name="LostBySensor">What it admits to have lost itself.</param>
/// <param name="ClockAheadSeconds">
/// How far its node's clock is ahead of ours at least: its events come from the future. Null when they do not, or when nothing came.
/// </param>
/// <param name="LagSeconds">From an event's time to its receipt, typically (a geometric mean) of late: with a clock that is behind, that too; null when nothing came.</param>
public sealed record SensorStatus(
    string Name,
    IReadOnlyList<StreamStatus> Streams,
    IReadOnlyList<string> Versions,
    double? SilenceSeconds,
    long Read,
    double ReadPerSecond,
    long Published,
    long Rejected,
    IReadOnlyDictionary<string, long> Dropped,
    long LostBySensor,
    double? ClockAheadSeconds,
    double? LagSeconds);

/// <summary>One address of a sensor.</summary>
/// <param name="Address">As the configuration has it.</param>
/// <param name="Up">It is read.</param>
public sealed record StreamStatus(string Address, bool Up);

/// <summary>The Ingestor's spool.</summary>
/// <param name="Events">What waits for Kafka, in memory or on disk.</param>
/// <param name="SizeBytes">Of its files.</param>
/// <param name="LimitBytes">What they may take.</param>
/// <param name="AgeSeconds">How long the oldest waits.</param>
public sealed record SpoolStatus(long Events, long SizeBytes, long LimitBytes, double AgeSeconds);

/// <summary>The Enricher.</summary>
/// <param name="Read">Events read.</param>
/// <param name="ReadPerSecond">Of late.</param>
/// <param name="Documents">Written, by kind.</param>
/// <param name="Alerts">Written, by severity.</param>
/// <param name="AlertsPerSecond">Of late.</param>
/// <param name="Joins">How surely alerts found their process: by confidence.</param>
/// <param name="Dropped">Left out, by reason.</param>
/// <param name="Rejected">Dead-lettered.</param>
/// <param name="PartitionsOwned">Of <c>events.v1</c>.</param>
/// <param name="PartitionsRestoring">Those whose state is being read.</param>
/// <param name="Processes">Images remembered.</param>
/// <param name="OpenIncidents">Those that more alerts may join.</param>
/// <param name="Kubernetes">Kinds that are watched, and whether they are in sync; empty without a cluster.</param>
public sealed record EnricherStatus(
    long Read,
    double ReadPerSecond,
    IReadOnlyDictionary<string, long> Documents,
    IReadOnlyDictionary<string, long> Alerts,
    double AlertsPerSecond,
    IReadOnlyDictionary<string, long> Joins,
    IReadOnlyDictionary<string, long> Dropped,
    long Rejected,
    long PartitionsOwned,
    long PartitionsRestoring,
    long Processes,
    long OpenIncidents,
    IReadOnlyList<KindStatus> Kubernetes);

/// <summary>A kind of the cluster's objects.</summary>
/// <param name="Kind">pods, nodes and so on.</param>
/// <param name="InSync">It is.</param>
/// <param name="SinceSeconds">Else since when not.</param>
/// <param name="Objects">Known of it.</param>
public sealed record KindStatus(string Kind, bool InSync, double SinceSeconds, long Objects);

/// <summary>A sink.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Up">Its target takes alerts.</param>
/// <param name="Circuit">Its breaker: closed, halfOpen or open.</param>
/// <param name="Outcomes">What it is done with, by outcome.</param>
/// <param name="PerSecond">Settled of late.</param>
/// <param name="Failures">Attempts that failed, by kind.</param>
/// <param name="LastDelivery">When the target last took something; null when it did not yet.</param>
/// <param name="LatencySeconds">From the sensor's time to the target's answer, typically (a geometric mean) of late; null when nothing was delivered.</param>
/// <param name="Pending">Read and not settled; null of a sink that calls nobody.</param>
public sealed record SinkStatus(
    string Name,
    bool Up,
    string Circuit,
    IReadOnlyDictionary<string, long> Outcomes,
    double PerSecond,
    IReadOnlyDictionary<string, long> Failures,
    DateTimeOffset? LastDelivery,
    double? LatencySeconds,
    long? Pending);

/// <summary>Kafka as this process' clients see it.</summary>
/// <param name="BootstrapServers">As the configuration has them.</param>
/// <param name="ClientVersion">Of librdkafka.</param>
/// <param name="BrokersUp">Connections to brokers that stand.</param>
/// <param name="BrokersDown">Those that do not.</param>
/// <param name="Topics">Ours, by their use.</param>
/// <param name="Consumers">How far behind this process' consumers are.</param>
public sealed record KafkaStatus(
    string BootstrapServers,
    string ClientVersion,
    long BrokersUp,
    long BrokersDown,
    IReadOnlyDictionary<string, string> Topics,
    IReadOnlyList<ConsumerStatus> Consumers);

/// <summary>A consumer group's part in this process.</summary>
/// <param name="Group">The group.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partitions">That are this process'.</param>
/// <param name="Lag">Records of them that are not settled.</param>
/// <param name="DelaySeconds">For how long the oldest of them waits.</param>
public sealed record ConsumerStatus(string Group, string Topic, long Partitions, long Lag, double DelaySeconds);

/// <summary>Dead letters.</summary>
/// <param name="Stage">That could not take them.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sink">Whose; empty for the other stages.</param>
/// <param name="Count">How many.</param>
public sealed record DeadLetterStatus(string Stage, string Reason, string Sink, long Count);

/// <summary>A certificate.</summary>
/// <param name="Use">The option that names its file.</param>
/// <param name="NotAfter">When it ends.</param>
public sealed record CertificateStatus(string Use, DateTimeOffset NotAfter);
