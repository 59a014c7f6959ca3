using System.Globalization;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Letters;
using Eyrie.Testing.Targets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Testing.Delivery;

/// <summary>Kafka, targets that can fail, and an <c>eyrie sinks</c> between them that can be killed; and who looks at what came through.</summary>
public sealed class DeliveryBench : IAsyncDisposable
{
    private const int FirstAlert = 98_000_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly TestFolder _folder = new();
    private readonly TimeProvider _time;
    private readonly InProcessKafka? _own;
    private readonly KafkaClients _clients;
    private readonly IProducer<string, byte[]> _producer;
    private readonly AlertDocuments _documents = new();
    private readonly JsonObject _settings = [];
    private readonly Dictionary<string, FaultyTarget> _targets = new(StringComparer.Ordinal);
    private long _peak;

    /// <summary>Makes Kafka and its topics.</summary>
    /// <param name="kafka">The address of a real one; null for one in this process.</param>
    /// <param name="partitions">Partitions of the topics.</param>
    /// <param name="time">The clock.</param>
    public DeliveryBench(string? kafka, int partitions, TimeProvider time)
    {
        _time = time;
        var prefix = $"delivery-{Guid.NewGuid():N}.";
        Topics = new(prefix, partitions);
        _own = kafka is null ? InProcessKafka.Start(Topics) : null;
        var address = kafka ?? _own!.BootstrapServers;
        _clients = new(Options.Create(new KafkaOptions { BootstrapServers = address }), NullLogger<KafkaClients>.Instance);
        _producer = _clients.CreateProducer();
        if (_own is null)
        {
            using var admin = _clients.CreateAdmin();
            var topics = new TopicAdmin(admin, Topics, new() { ReplicationFactor = 1 });
            topics.ApplyAsync(topics.PlanAsync(grow: false).GetAwaiter().GetResult()).GetAwaiter().GetResult();
        }

        Set("kafka:bootstrapServers", address);
        Set("kafka:properties:session.timeout.ms", _own is null ? "6000" : "2000"); // after a kill its partitions are free that soon
        Set("kafka:properties:heartbeat.interval.ms", "500");
        Set("topics:prefix", prefix);
        Set("topics:partitions", partitions.ToString(CultureInfo.InvariantCulture));
        Set("topics:replicationFactor", "1");
        Set("http:listen", "");
    }

    public Topics Topics { get; }

    /// <summary>Parts by the sinks' names.</summary>
    public Dictionary<string, ITargetPart> Parts { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, FaultyTarget> Targets => _targets;

    public SinksProcess? Sinks { get; private set; }

    /// <summary>The most memory that any life of the sinks had.</summary>
    public long PeakBytes => Math.Max(_peak, Sinks?.PeakBytes ?? 0);

    public string LogPath => _folder["sinks.log"];

    /// <summary>A setting for the sinks.</summary>
    public void Set(string key, string value)
    {
        var section = _settings;
        var path = key.Split(':');
        foreach (var name in path[..^1])
        {
            section[name] ??= new JsonObject();
            section = section[name]!.AsObject();
        }

        section[path[^1]] = value;
    }

    /// <summary>Adds a sink with a target.</summary>
    public async Task<T> AddAsync<T>(string sink, T part, params IReadOnlyList<(string Key, string Value)> settings)
        where T : ITargetPart
    {
        var target = await FaultyTarget.StartAsync(part, _time);
        (_targets[sink], Parts[sink]) = (target, part);
        foreach (var (key, value) in (IEnumerable<(string, string)>)
        [
            ("attemptTimeout", "1s"), ("firstRetryDelay", "50ms"), ("maxRetryDelay", "500ms"), ("retryWindow", "5s"), .. UsualSettings(sink, part, target.Url), .. settings,
        ])
        {
            Set($"sinks:{sink}:{key}", value);
        }

        return part;
    }

    /// <summary>Starts the sinks.</summary>
    public void Start() => Sinks = SinksProcess.Start(_folder.Write("eyrie.yaml", _settings.ToJsonString()), LogPath); // JSON is YAML

    /// <summary>Starts the sinks, and waits until each of them has told of a first alert, which belongs to nothing.</summary>
    /// <exception cref="InvalidOperationException">One has not.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        Start();
        Produce(new(FirstAlert, FirstAlert, 1, Severity.Critical));
        Flush();
        if (!await UntilAsync(() => Parts.Values.All(part => part.Taken.Times(Taken.Mark(FirstAlert)) > 0), TimeSpan.FromSeconds(60), cancellation))
        {
            throw new InvalidOperationException($"the sinks did not begin: {LogEnd(5)}");
        }
    }

    /// <summary>kill -9, and a new life at once.</summary>
    public void KillAndStart()
    {
        _peak = PeakBytes;
        Sinks!.Dispose();
        Start();
    }

    /// <summary>Writes an alert as the Enricher does: the worst ones twice.</summary>
    public void Produce(AlertSpec spec, DateTimeOffset? at = null)
    {
        var moment = at ?? _time.GetUtcNow();
        if (spec.Severity >= Severity.Critical)
        {
            Send(Topics.Urgent, _documents.Record(spec, moment));
            var copy = _documents.Record(spec, moment);
            copy.Headers.With(RecordHeaders.Urgent, "1");
            Send(Topics.Alerts, copy);
        }
        else
        {
            Send(Topics.Alerts, _documents.Record(spec, moment));
        }
    }

    /// <summary>Ends when Kafka has all that was produced.</summary>
    public void Flush() => _producer.Flush(CancellationToken.None);

    /// <summary>Records that a group has not committed yet, over the topics it reads.</summary>
    public long Lag(string group, params IReadOnlyList<string> topics)
    {
        using var consumer = _clients.CreateConsumer($"{Topics.Alerts[..^"alerts.v1".Length]}{group}");
        var places = topics.SelectMany(topic => Enumerable.Range(0, Topics.All[0].Partitions).Select(number => new TopicPartition(topic, number))).ToList();
        return consumer.Committed(places, TimeSpan.FromSeconds(15))
            .Sum(place => consumer.QueryWatermarkOffsets(place.TopicPartition, TimeSpan.FromSeconds(15)).High.Value - Math.Max(place.Offset.Value, 0));
    }

    /// <summary>How many alerts people were told of, by sink and incident, as the sinks wrote it down on <c>notices.v1</c>.</summary>
    public IReadOnlyDictionary<(string Sink, string Incident), long> Told()
    {
        using var consumer = _clients.CreatePartitionReader();
        consumer.Assign(new TopicPartitionOffset(Topics.Notices, 0, Offset.Beginning));
        var told = new Dictionary<(string Sink, string Incident), long>();
        while (consumer.Consume(TimeSpan.FromSeconds(15)) is { IsPartitionEOF: false } record)
        {
            if (record.Message.Key.Split('\n') is [var sink, _, var incident] && record.Message.Value is { Length: > 0 } value)
            {
                told[(sink, incident)] = (long)JsonNode.Parse(value)!["told"]!["alerts"]!;
            }
        }

        return told;
    }

    /// <summary>The dead letters of each sink: what the alerts' documents say.</summary>
    public ILookup<string, string> DeadDocuments()
    {
        using var box = new LetterBox(_clients, Topics, _time);
        return box.Read(new(), box.ReadSettled(new(), CancellationToken.None), CancellationToken.None)
            .ToLookup(letter => letter.Sink, letter => System.Text.Encoding.UTF8.GetString(letter.Value));
    }

    /// <summary>Sends all dead letters again, as <c>eyrie dead retry</c> does.</summary>
    /// <returns>How many.</returns>
    public int RetryDead()
    {
        using var desk = LetterDesk.Open(_clients, Topics, Topics.Dead, "a test");
        using var box = new LetterBox(_clients, Topics, _time);
        using var retries = new LetterRetries(_clients, Topics, _time);
        var prepared = box.Read(new(), box.ReadSettled(new(), CancellationToken.None), CancellationToken.None).Select(retries.Prepare).ToList();
        var refused = desk.Retry(prepared);
        return prepared.Count - refused.Count;
    }

    /// <summary>Waits until something is so.</summary>
    /// <returns>False: it was not in time, or the sinks have ended.</returns>
    public async Task<bool> UntilAsync(Func<bool> condition, TimeSpan patience, CancellationToken cancellation)
    {
        for (var began = _time.GetTimestamp(); _time.GetElapsedTime(began) < patience && Sinks?.HasExited is not true;)
        {
            if (condition())
            {
                return true;
            }

            await Task.Delay(Tick, _time, cancellation);
        }

        return condition();
    }

    /// <summary>The last lines that the sinks wrote.</summary>
    public string LogEnd(int lines) => File.Exists(LogPath) ? string.Join('\n', File.ReadLines(LogPath).TakeLast(lines)) : "";

    public async ValueTask DisposeAsync()
    {
        Sinks?.Dispose();
        foreach (var target in _targets.Values)
        {
            await target.DisposeAsync();
        }

        _producer.Dispose();
        _own?.Dispose();
        _folder.Dispose();
    }

    private void Send(string topic, Message<string, byte[]> record)
    {
        for (; ; )
        {
            try
            {
                _producer.Produce(topic, record);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                _producer.Poll(Tick);
            }
        }
    }

    private IEnumerable<(string Key, string Value)> UsualSettings(string sink, ITargetPart part, string url) => part switch
    {
        ElasticsearchPart => [("type", "elasticsearch"), ("url", url), ("manageTemplate", "false"), ("activity", "false")],
        SlackPart when sink.Contains("webhook", StringComparison.Ordinal) =>
            [("type", "slack"), ("webhookUrlFile", _folder.Write($"{sink}.url", $"{url}/services/T0/B0/{sink}"))],
        SlackPart => [("type", "slack"), ("apiUrl", $"{url}/api"), ("tokenFile", _folder.Write($"{sink}.token", "xoxb-faulty")), ("channel", "C0FAULTY")],
        PagerDutyPart => [("type", "pagerduty"), ("url", $"{url}/v2/enqueue"), ("routingKeyFile", _folder.Write($"{sink}.key", "0123456789abcdef0123456789abcdef"))],
        _ => [("url", url)],
    };
}
