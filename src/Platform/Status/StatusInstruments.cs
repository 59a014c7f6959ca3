namespace Eyrie.Platform.Status;

/// <summary>
/// The instruments that a status is read from: the figures are those that exporters get, counted once. A test holds the names to the
/// instruments that stages make.
/// </summary>
internal static class StatusInstruments
{
    public const string SensorUp = "eyrie.ingestor.sensor.up";
    public const string SensorInfo = "eyrie.ingestor.sensor.info";
    public const string SensorSilence = "eyrie.ingestor.sensor.silence";
    public const string SensorLost = "eyrie.ingestor.sensor.lost_events";
    public const string SensorLag = "eyrie.ingestor.event.lag";
    public const string ClockAhead = "eyrie.ingestor.clock.ahead";
    public const string EventsRead = "eyrie.ingestor.events.read";
    public const string EventsPublished = "eyrie.ingestor.events.published";
    public const string EventsRejected = "eyrie.ingestor.events.rejected";
    public const string EventsDropped = "eyrie.ingestor.events.dropped";
    public const string SpoolEvents = "eyrie.ingestor.spool.events";
    public const string SpoolSize = "eyrie.ingestor.spool.size";
    public const string SpoolLimit = "eyrie.ingestor.spool.limit";
    public const string SpoolAge = "eyrie.ingestor.spool.age";

    public const string EnricherRead = "eyrie.enricher.events.read";
    public const string EnricherRejected = "eyrie.enricher.events.rejected";
    public const string EnricherDropped = "eyrie.enricher.events.dropped";
    public const string Documents = "eyrie.enricher.documents";
    public const string Alerts = "eyrie.enricher.alerts";
    public const string Joins = "eyrie.enricher.joins";
    public const string Partitions = "eyrie.enricher.partitions";
    public const string Processes = "eyrie.enricher.state.processes";
    public const string OpenIncidents = "eyrie.enricher.incidents.open";
    public const string PodsInSync = "eyrie.enricher.pods.insync";
    public const string PodsInSyncAge = "eyrie.enricher.pods.insync.age";
    public const string PodsObjects = "eyrie.enricher.pods.objects";

    public const string SinkAlerts = "eyrie.sink.alerts";
    public const string SinkUp = "eyrie.sink.up";
    public const string SinkCircuit = "eyrie.sink.circuit";
    public const string SinkFailures = "eyrie.sink.failures";
    public const string SinkLastDelivery = "eyrie.sink.last_delivery.time";
    public const string SinkLatency = "eyrie.sink.latency";
    public const string SinkPending = "eyrie.sink.pending";

    public const string Brokers = "eyrie.kafka.client.brokers";
    public const string ConsumerLag = "eyrie.kafka.consumer.lag";
    public const string ConsumerDelay = "eyrie.kafka.consumer.delay";
    public const string ConsumerPartitions = "eyrie.kafka.consumer.partitions";
    public const string DeadLetters = "eyrie.dead.letters";
    public const string CertificateEnd = "eyrie.certificate.not_after";

    /// <summary>Each of them, and the labels that its figures are told apart by.</summary>
    public static IReadOnlyDictionary<string, string[]> All { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [SensorUp] = ["sensor", "address"],
        [SensorInfo] = ["sensor", "version"],
        [SensorSilence] = ["sensor"],
        [SensorLost] = ["sensor"],
        [SensorLag] = ["sensor"],
        [ClockAhead] = ["sensor"],
        [EventsRead] = ["sensor"],
        [EventsPublished] = ["sensor"],
        [EventsRejected] = ["sensor"],
        [EventsDropped] = ["sensor", "reason"],
        [SpoolEvents] = [],
        [SpoolSize] = [],
        [SpoolLimit] = [],
        [SpoolAge] = [],
        [EnricherRead] = [],
        [EnricherRejected] = [],
        [EnricherDropped] = ["reason"],
        [Documents] = ["kind"],
        [Alerts] = ["severity"],
        [Joins] = ["confidence"],
        [Partitions] = ["state"],
        [Processes] = [],
        [OpenIncidents] = [],
        [PodsInSync] = ["kind"],
        [PodsInSyncAge] = ["kind"],
        [PodsObjects] = ["kind"],
        [SinkAlerts] = ["sink", "outcome"],
        [SinkUp] = ["sink"],
        [SinkCircuit] = ["sink"],
        [SinkFailures] = ["sink", "kind"],
        [SinkLastDelivery] = ["sink"],
        [SinkLatency] = ["sink", "from"],
        [SinkPending] = ["sink"],
        [Brokers] = ["state"],
        [ConsumerLag] = ["group", "topic"],
        [ConsumerDelay] = ["group", "topic"],
        [ConsumerPartitions] = ["group", "topic"],
        [DeadLetters] = ["stage", "reason", "sink"],
        [CertificateEnd] = ["use"],
    };
}
