using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Platform.Kafka;

/// <summary>Makes Kafka clients with the settings that the pipeline's promises rest on.</summary>
public sealed class KafkaClients(IOptions<KafkaOptions> options, ILogger<KafkaClients> logger, TimeProvider? time = null)
{
    // An event goes on to state.v1 and dead.v1 as it is, with a longer key or more headers.
    private const int LargestEventBytes = 10_000_000;
    private const int LargestRecordBytes = 12_000_000;

    // A broker refuses a batch that is too large with all that is in it. Small records stay below any limit; a large one goes alone.
    private const int BatchBytes = 500_000;

    private static readonly TimeSpan QuietAfterOutage = TimeSpan.FromMinutes(1);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, DateTimeOffset> _outages = new(StringComparer.Ordinal);
    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(30);

    // A member that is gone without a word holds up its whole group for so long; heartbeats come every 3 s.
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A producer that never gives up, never reorders and never doubles: idempotent, acks from all replicas, no time-out
    /// on a message. Its local queue is the only thing that fills. A key's partition is the one that Java clients compute.
    /// </summary>
    public IProducer<string, byte[]> CreateProducer()
    {
        var config = new ProducerConfig(Common())
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            MessageTimeoutMs = 0,
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = 5,
            CompressionType = options.Value.Compression,
            QueueBufferingMaxMessages = 500_000,
            QueueBufferingMaxKbytes = 256 * 1024,
            BatchSize = BatchBytes,
            MessageMaxBytes = LargestEventBytes,
        };
        return new ProducerBuilder<string, byte[]>(WithProperties(config)).SetErrorHandler(OnError).SetLogHandler(OnLog).Build();
    }

    /// <summary>A producer whose records appear with its transactions, all or none.</summary>
    /// <param name="transactionalId">Unique among the processes that run; a second producer with the same id fences the first.</param>
    public IProducer<string, byte[]> CreateTransactionalProducer(string transactionalId)
    {
        var config = new ProducerConfig(Common())
        {
            TransactionalId = transactionalId,
            TransactionTimeoutMs = (int)TransactionTimeout.TotalMilliseconds,
            Partitioner = Partitioner.Murmur2Random,
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = 1,
            CompressionType = options.Value.Compression,
            QueueBufferingMaxMessages = 500_000,
            QueueBufferingMaxKbytes = 256 * 1024,
            BatchSize = BatchBytes,
            MessageMaxBytes = LargestRecordBytes,
        };
        return new ProducerBuilder<string, byte[]>(WithProperties(config)).SetErrorHandler(OnError).SetLogHandler(OnLog).Build();
    }

    /// <summary>A consumer that commits only when told, sees only committed records and starts at the oldest.</summary>
    /// <param name="group">Consumer group.</param>
    /// <param name="configure">Adds handlers, for instance for partitions that come and go.</param>
    public IConsumer<string, byte[]> CreateConsumer(
        string group, Action<ConsumerBuilder<string, byte[]>>? configure = null) => CreateConsumer(group, configure, tellsEnd: false);

    /// <summary>
    /// A consumer for partitions that are assigned by hand: it joins no group, commits nothing, sees only committed records
    /// and tells when it has read a partition to its end.
    /// </summary>
    public IConsumer<string, byte[]> CreatePartitionReader() => CreateConsumer("unused", null, tellsEnd: true);

    /// <summary>A client for topics and groups.</summary>
    public IAdminClient CreateAdmin() => new AdminClientBuilder(WithProperties(new AdminClientConfig(Common())))
        .SetErrorHandler(OnError).SetLogHandler(OnLog).Build();

    private IConsumer<string, byte[]> CreateConsumer(
        string group, Action<ConsumerBuilder<string, byte[]>>? configure, bool tellsEnd)
    {
        var config = new ConsumerConfig(Common())
        {
            GroupId = group,
            SessionTimeoutMs = (int)SessionTimeout.TotalMilliseconds,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchMaxBytes = 16 * 1024 * 1024,
            QueuedMaxMessagesKbytes = 32 * 1024,
            FetchWaitMaxMs = 100,
            EnablePartitionEof = tellsEnd,
        };
        var builder = new ConsumerBuilder<string, byte[]>(WithProperties(config)).SetErrorHandler(OnError).SetLogHandler(OnLog);
        configure?.Invoke(builder);
        return builder.Build();
    }

    private ClientConfig Common()
    {
        KafkaNative.Load();
        var kafka = options.Value;
        return new()
        {
            BootstrapServers = kafka.BootstrapServers,
            ClientId = kafka.ClientId,
            SecurityProtocol = kafka.SecurityProtocol,
            SaslMechanism = kafka.SaslMechanism,
            SaslUsername = kafka.Username,
            SaslPassword = Secret.Read(kafka.PasswordFile),
            SslCaLocation = kafka.CaFile,
            SslCertificateLocation = kafka.CertificateFile,
            SslKeyLocation = kafka.KeyFile,
            SocketKeepaliveEnable = true,
            ReconnectBackoffMaxMs = 5_000,
        };
    }

    private TConfig WithProperties<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        foreach (var (key, value) in options.Value.Properties)
        {
            config.Set(key, value);
        }

        return config;
    }

    private void OnError(IClient client, Error error)
    {
        if (error.IsFatal || KafkaFailures.Classify(error) is FailureKind.Fatal)
        {
            logger.KafkaRefused(client.Name, error.Code, error.Reason);
        }
        else if (error.Code is ErrorCode.Local_AllBrokersDown && IsNews(client.Name))
        {
            logger.KafkaUnreachable(client.Name, options.Value.BootstrapServers);
        }
    }

    // The client says so at every attempt; an outage is told once a minute.
    private bool IsNews(string client)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var isNews = !_outages.TryGetValue(client, out var told) || now - told >= QuietAfterOutage;
        if (isNews)
        {
            _outages[client] = now;
        }

        return isNews;
    }

    private void OnLog(IClient client, LogMessage message) => logger.KafkaSaid(message.Name, message.Facility, message.Message);
}
