using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Platform.Kafka.Lag;
using Eyrie.Platform.Kafka.Oauth;
using Eyrie.Platform.Kafka.Troubles;
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

    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(30);

    // A member that is gone without a word holds up its whole group for so long; heartbeats come every 3 s or sooner.
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(15);

    // How soon a member hears that partitions move; they stand still until the last one has heard.
    private static readonly TimeSpan SharingHeartbeat = TimeSpan.FromMilliseconds(500);

    private readonly KafkaExplanation _explanation = new(options.Value);
    private readonly OauthLogin? _oauth = OauthLogin.Of(options.Value, time ?? TimeProvider.System);
    private readonly KafkaTroubleLog _troubles = new(options.Value, logger, time ?? TimeProvider.System);

    /// <summary>Where consumers of groups say how far they are.</summary>
    public ConsumerGroups Groups { get; } = new(time ?? TimeProvider.System);

    /// <summary>What clients say of themselves goes there; null: they say nothing.</summary>
    internal KafkaClientMetrics? Metrics { get; init; }

    /// <summary>What an error means here and what to do about it, in one sentence.</summary>
    /// <param name="error">Of a client of ours.</param>
    /// <param name="topic">Full name of the topic that it is about; null for none.</param>
    /// <param name="operation">What we wanted to do with the topic.</param>
    public KafkaTrouble Explain(Error error, string? topic = null, AclOperation operation = AclOperation.Write) =>
        _explanation.Of(error, topic, operation);

    /// <summary>
    /// A producer that never gives up, never reorders and never doubles: idempotent, acks from all replicas, no time-out
    /// on a message. Its local queue is the only thing that fills. A key's partition is the one that Java clients compute.
    /// After an error with <c>IsFatal</c> (a missing right to write is one) it takes nothing any more: dispose of it and make another.
    /// </summary>
    public IProducer<string, byte[]> CreateProducer() => CreateProducer(LocalBuffer.Large);

    /// <summary>The same, for who says what it keeps and reports.</summary>
    public IProducer<string, byte[]> CreateProducer(LocalBuffer buffer)
    {
        var config = new ProducerConfig(Common())
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            MessageTimeoutMs = 0,
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = 5,
            CompressionType = options.Value.Compression,
            QueueBufferingMaxMessages = buffer.MaxMessages,
            QueueBufferingMaxKbytes = buffer.MaxKilobytes,
            DeliveryReportFields = buffer.ReportsRecords ? "all" : "none",
            BatchSize = BatchBytes,
            MessageMaxBytes = LargestEventBytes,
        };
        return Build(config);
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
        return Build(config);
    }

    /// <summary>A consumer that commits only when told, sees only committed records and starts at the oldest.</summary>
    /// <param name="group">Consumer group.</param>
    /// <param name="configure">Adds handlers, for instance for partitions that come and go.</param>
    public IConsumer<string, byte[]> CreateConsumer(
        string group, Action<ConsumerBuilder<string, byte[]>>? configure = null) => CreateConsumer(group, configure, tellsEnd: false);

    /// <summary>
    /// The same, of one that fetches little ahead: what comes on one partition does not wait behind much of what another one has.
    /// </summary>
    public IConsumer<string, byte[]> CreatePromptConsumer(string group, Action<ConsumerBuilder<string, byte[]>> configure) =>
        CreateConsumer(group, configure, tellsEnd: false, isPrompt: true);

    /// <summary>
    /// The same, of a group whose members keep their partitions when it shares them out anew: only those that move are taken away
    /// (<c>cooperative-sticky</c>). All members of a group must be of this kind, or none.
    /// </summary>
    public IConsumer<string, byte[]> CreateSharingConsumer(string group, Action<ConsumerBuilder<string, byte[]>> configure) =>
        CreateConsumer(group, configure, tellsEnd: false, PartitionAssignmentStrategy.CooperativeSticky);

    /// <summary>
    /// A consumer for partitions that are assigned by hand: it joins no group, commits nothing, sees only committed records
    /// and tells when it has read a partition to its end.
    /// </summary>
    public IConsumer<string, byte[]> CreatePartitionReader() => CreateConsumer("unused", null, tellsEnd: true);

    /// <summary>A client for topics and groups.</summary>
    public IAdminClient CreateAdmin()
    {
        var builder = new AdminClientBuilder(WithProperties(new AdminClientConfig(Common()))).SetErrorHandler(OnError).SetLogHandler(OnLog);
        return (_oauth is null ? builder : builder.SetOAuthBearerTokenRefreshHandler(_oauth.Refresh)).Build();
    }

    private IProducer<string, byte[]> Build(ProducerConfig config)
    {
        config.StatisticsIntervalMs = StatisticsInterval;
        var builder = new ProducerBuilder<string, byte[]>(WithProperties(config)).SetErrorHandler(OnError).SetLogHandler(OnLog);
        if (Metrics is { } metrics)
        {
            builder.SetStatisticsHandler((client, said) => metrics.Said(client, "producer", said));
        }

        return (_oauth is null ? builder : builder.SetOAuthBearerTokenRefreshHandler(_oauth.Refresh)).Build();
    }

    private IConsumer<string, byte[]> CreateConsumer(
        string group, Action<ConsumerBuilder<string, byte[]>>? configure, bool tellsEnd, PartitionAssignmentStrategy? strategy = null, bool isPrompt = false)
    {
        var config = new ConsumerConfig(Common())
        {
            GroupId = group,
            SessionTimeoutMs = (int)SessionTimeout.TotalMilliseconds,
            PartitionAssignmentStrategy = strategy,
            HeartbeatIntervalMs = strategy is null ? null : (int)SharingHeartbeat.TotalMilliseconds,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchMaxBytes = 16 * 1024 * 1024,
            QueuedMaxMessagesKbytes = isPrompt ? 4 * 1024 : 32 * 1024,
            QueuedMinMessages = isPrompt ? 500 : null,
            MaxPartitionFetchBytes = isPrompt ? 256 * 1024 : null,
            FetchQueueBackoffMs = isPrompt ? 10 : 20, // a full queue otherwise stops all partitions for a second
            FetchWaitMaxMs = isPrompt ? 50 : 100,
            EnablePartitionEof = tellsEnd,
            StatisticsIntervalMs = StatisticsInterval,
        };
        var builder = new ConsumerBuilder<string, byte[]>(WithProperties(config)).SetErrorHandler(OnError).SetLogHandler(OnLog);
        if (Metrics is { } metrics)
        {
            builder.SetStatisticsHandler((client, said) => metrics.Said(client, "consumer", said));
        }

        configure?.Invoke(builder);
        return (_oauth is null ? builder : builder.SetOAuthBearerTokenRefreshHandler(_oauth.Refresh)).Build();
    }

    private ClientConfig Common()
    {
        KafkaNative.Load();
        var kafka = options.Value;
        KafkaFiles.Check(kafka);
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
            SslKeyPassword = Secret.Read(kafka.KeyPasswordFile),
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

    private int? StatisticsInterval => Metrics is null ? null : (int)KafkaClientMetrics.Interval.TotalMilliseconds;

    private void OnError(IClient client, Error error) => _troubles.Failed(client, error);

    private void OnLog(IClient client, LogMessage message) => _troubles.Said(message);
}
