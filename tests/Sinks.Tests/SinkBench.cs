using System.Text;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Tests;

/// <summary>A Kafka with topics of its own, workers around a given sink, and a look at what they leave behind.</summary>
internal sealed class SinkBench : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly InProcessKafka? _own;
    private readonly KafkaClients _clients;
    private readonly IProducer<string, byte[]> _producer;

    public SinkBench(int partitions = 1)
    {
        Prefix = $"sinks-{Guid.NewGuid():N}.";
        Topics = new(Prefix, partitions);
        var address = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");
        _own = address is null ? InProcessKafka.Start(Topics) : null;
        var options = new KafkaOptions { BootstrapServers = address ?? _own!.BootstrapServers };
        if (address is null)
        {
            // A group of the in-process Kafka that changes waits for its members for a session's time.
            options.Properties["session.timeout.ms"] = "2000";
            options.Properties["heartbeat.interval.ms"] = "300";
        }

        _clients = new(Options.Create(options), NullLogger<KafkaClients>.Instance);
        _producer = _clients.CreateProducer();
        if (address is not null)
        {
            using var admin = _clients.CreateAdmin();
            admin.CreateTopicsAsync(Topics.All.Select(topic => new Confluent.Kafka.Admin.TopicSpecification
            {
                Name = topic.Name,
                NumPartitions = topic.Partitions,
            })).GetAwaiter().GetResult();
        }
    }

    public string Prefix { get; }

    public Topics Topics { get; }

    public TestMeters Meters { get; } = new();

    public Readiness Readiness { get; } = new();

    public KafkaClients Clients => _clients;

    /// <summary>A worker around a sink, not yet started.</summary>
    public SinkWorker Worker(
        ScriptedSink sink,
        SinkOptions? options = null,
        bool withActivity = false,
        bool documentsOnly = false,
        TimeProvider? time = null,
        SinkLane lane = SinkLane.All,
        string type = "file")
    {
        var clock = time ?? TimeProvider.System;
        options ??= new();
        var metrics = new SinkMetrics(Meters);
        var health = new SinkHealth(
            new(sink.Name), options.RetryWindow, new(metrics, Readiness), metrics, clock, NullLogger<SinkHealth>.Instance);
        var route = new SinkRoute(sink.Name, Prefix, Topics, withActivity, documentsOnly, lane);
        var router = new AlertRouter(new Dictionary<string, RoutedSink> { [sink.Name] = new(sink.Name, type, new(options)) }, new());
        var settler = new BatchSettler(
            route,
            new(route, router, clock),
            new(sink.Name, sink, options, health, metrics, clock),
            new(_clients, Topics),
            metrics,
            NullLogger<BatchSettler>.Instance);
        return new(route, _clients, new() { MaxRecords = 10 }, settler, TimeProvider.System, NullLogger<SinkWorker>.Instance);
    }

    /// <summary>Puts a record on a topic.</summary>
    public async Task ProduceAsync(
        string topic, string id, string document, string key = "k", bool withId = true, params (string Name, string Value)[] headers)
    {
        var all = headers.Aggregate(new Headers().With(RecordHeaders.TraceParent, $"trace-{id}"), (some, header) => some.With(header.Name, header.Value));
        await _producer.ProduceAsync(topic, new()
        {
            Key = key,
            Value = Encoding.UTF8.GetBytes(document),
            Headers = withId ? all.With(RecordHeaders.Id, id) : all,
        });
    }

    /// <summary>The same, of many: all are there after <see cref="Flush"/>.</summary>
    public void Produce(string topic, string id, string document, string key) => _producer.Produce(topic, new()
    {
        Key = key,
        Value = Encoding.UTF8.GetBytes(document),
        Headers = new Headers().With(RecordHeaders.Id, id),
    });

    /// <inheritdoc cref="Produce"/>
    public void Flush() => _producer.Flush(Patience);

    /// <summary>Puts alerts on <c>alerts.v1</c>.</summary>
    public async Task ProduceAlertsAsync(params string[] ids)
    {
        foreach (var id in ids)
        {
            await ProduceAsync(Topics.Alerts, id, Document(id));
        }
    }

    /// <summary>A document that can be read.</summary>
    public static string Document(string id, int severity = 3) => $$$"""{"event":{"id":"{{{id}}}","severity":{{{severity}}}}}""";

    /// <summary>The sum of the offsets the sink's group has committed on <c>alerts.v1</c>.</summary>
    public long Committed(string sink)
    {
        using var consumer = _clients.CreateConsumer($"{Prefix}sink-{sink}");
        var partitions = Enumerable.Range(0, Topics.All[1].Partitions).Select(i => new TopicPartition(Topics.Alerts, i));
        return consumer.Committed(partitions, Patience).Where(offset => offset.Offset.Value > 0).Sum(offset => offset.Offset.Value);
    }

    /// <summary>The next records of <c>dead.v1</c>, from its beginning.</summary>
    public List<ConsumeResult<string, byte[]>> Dead(int count)
    {
        using var consumer = _clients.CreateConsumer($"{Prefix}test-{Guid.NewGuid():N}");
        consumer.Assign(Enumerable.Range(0, Topics.All[1].Partitions).Select(i => new TopicPartitionOffset(Topics.Dead, i, Offset.Beginning)));
        var records = new List<ConsumeResult<string, byte[]>>();
        while (records.Count < count && consumer.Consume(Patience) is { } record)
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>Waits until something is so; fails when that takes too long.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    public void Dispose()
    {
        _producer.Dispose();
        _own?.Dispose();
        Meters.Dispose();
    }
}
