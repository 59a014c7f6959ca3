using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eyrie.Commands.Stages;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Pods.Kubernetes;
using Eyrie.Ingestor;
using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Lag;
using Eyrie.Platform.Metrics;
using Eyrie.Sinks;
using Eyrie.Sinks.Routing;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Pipeline.Tests.Metrics;

/// <summary>Makes every instrument of ours, and calls what measures with each.</summary>
internal sealed class EveryInstrument : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly List<IDisposable> _made = [];

    private EveryInstrument()
    {
    }

    /// <summary>Where they are.</summary>
    public TestMeters Meters { get; } = new();

    public static async Task<EveryInstrument> MeasureAsync()
    {
        var every = new EveryInstrument();
        every.MeasureIngestor();
        every.MeasureEnricher();
        every.MeasurePods();
        every.MeasureSinks();
        every.MeasureProcess();
        await every.MeasureKafkaAsync();
        every.Meters.Observe();
        return every;
    }

    public void Dispose()
    {
        _made.ForEach(one => one.Dispose());
        Meters.Dispose();
    }

    private void MeasureIngestor()
    {
        var metrics = new IngestorMetrics(Meters);
        var sensor = new SensorTag("falco");
        metrics.EventRead(sensor);
        metrics.EventPublished(sensor);
        metrics.PublishTook(sensor, Second);
        metrics.EventsDropped(sensor, DropReasons.SpoolFull, 1);
        metrics.EventRejected(sensor, DropReasons.TooLarge);
        metrics.EventsSpooled(1);
        metrics.EventsRecovered(sensor, 1);
        metrics.StreamConnected("falco");
        metrics.StreamLost("falco");
        metrics.EventLag(sensor, Second);
        metrics.ClockSeen(sensor, Second, new(1));
        metrics.SensorLostEvents(sensor, 1);
        metrics.HealthTold(HealthKind.SensorConnected);
        metrics.HttpAnswered(sensor, 503, "full");
        var options = new SensorOptions { Name = "falco", Address = "localhost:1" };
        metrics.Sensors.Told(options, "0.43.1");
        metrics.Sensors.Told(options, healthy: true);
        var health = Made(new HealthReporter(Options.Create(new IngestorOptions()), metrics, TimeProvider.System, NullLogger<HealthReporter>.Instance));
        Made(Made(new SensorStatus(options, "node", health, metrics, TimeProvider.System, NullLogger<SensorStatus>.Instance)).ForAddress("localhost:2"));
        metrics.Watch(() => Second);
        metrics.Watch(
            new EventSpool(new(1, 1, 1), new(metrics, health, TimeProvider.System, NullLogger<SpoolAccount>.Instance), first: 1), limitBytes: 1);
    }

    private void MeasureEnricher()
    {
        var metrics = new EnricherMetrics(Meters);
        var account = new BatchAccount
        {
            Read = 1,
            Alerts = 1,
            Activity = 1,
            Urgent = 1,
            IncidentsOpened = 1,
            IncidentsClosed = 1,
            Duplicates = 1,
            Unwanted = 1,
            Suppressed = 1,
            Rejected = 2,
            TooLarge = 1,
            Remembered = 1,
            Lost = 1,
        };
        account.Joined(new(CorrelationMethod.Pid, Confidence.High));
        account.Written(SensorFormat.FalcoJson, Severity.Critical);
        account.Documents.Add(new(new(1), new(2), IsAlert: true));
        metrics.BatchCommitted(account, Second, new(3));
        metrics.TransactionAborted();
        metrics.SessionLost();
        metrics.Restored(Second);
        metrics.Changed(default, new() { Waiting = 1, Incidents = 1, Owned = 1, Restoring = 1, Processes = 1, Nodes = 1, Events = 1 });
        Made(new ExceptionWatch(new Detector(Options.Create(new EnricherOptions())), TimeProvider.System, Meters));
    }

    private void MeasurePods()
    {
        var metrics = new PodWatchMetrics(Meters, new WatchStates(TimeProvider.System));
        metrics.Ended(WatchedResource.All[0], trouble: null);
        metrics.Event(WatchedResource.All[0], WatchEvent.Added);
        metrics.Skipped(WatchedResource.All[0], 1);
        _ = new PodCacheMetrics(new ClusterCatalog(Second, TimeProvider.System), Meters);
    }

    private void MeasureSinks()
    {
        var metrics = new SinkMetrics(Meters);
        metrics.Started("slack");
        metrics.Settled("slack", SinkOutcome.Written, 1);
        metrics.Left("slack", [1, 1, 1, 1, 1]);
        metrics.Answered("slack", new(new(1), new(2), new(3)), isActivity: false, new(4));
        metrics.Took("slack", DateTimeOffset.UnixEpoch);
        metrics.DeadLettered("slack", "rejected", 1);
        metrics.BatchDelivered("slack", Second);
        metrics.AttemptFailed("slack", refused: false);
        metrics.FailureStored("slack", 1);
        metrics.Reported("slack", up: true);
        metrics.NodeChanged("slack", "http://localhost", up: true);
        metrics.UrgentTold("slack", Second);
        metrics.Waiting("slack", 1, Second);
        metrics.CircuitChanged("slack", 1);
        var routing = new RoutingMetrics(Meters, new RoutingBook(), TimeProvider.System);
        routing.Started();
        routing.Taken();
        routing.Refused();
    }

    private void MeasureProcess()
    {
        _ = new ProcessMetrics(new Readiness(), Meters, TimeProvider.System);
        var reloads = new ReloadMetrics(Meters);
        reloads.Started();
        reloads.Reloaded("taken");
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=eyrie", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        var file = Made(new TemporaryFile(certificate.ExportCertificatePem()));
        _ = new CertificateMetrics(
            new ConfigurationBuilder().AddInMemoryCollection([new("kafka:caFile", file.Path)]).Build(), Meters, TimeProvider.System);
    }

    private async Task MeasureKafkaAsync()
    {
        var said = new KafkaClientMetrics(Meters, TimeProvider.System);
        said.Said(this, "producer", """{"tx":1,"brokers":{"localhost:9092/1":{"nodeid":1,"state":"UP"}}}""");
        var topics = new Topics("test.", 1);
        var kafka = Made(InProcessKafka.Start(topics));
        var clients = new KafkaClients(Options.Create(new KafkaOptions { BootstrapServers = kafka.BootstrapServers }), NullLogger<KafkaClients>.Instance);
        using var consumer = clients.CreateConsumer("group");
        consumer.Assign(new Confluent.Kafka.TopicPartition(topics.Alerts, 0));
        Made(clients.Groups.Join("group")).Rest(consumer);
        await Made(new ConsumerLag(clients, Meters, TimeProvider.System)).LookAsync();
    }

    private T Made<T>(T one)
        where T : IDisposable
    {
        _made.Insert(0, one);
        return one;
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
