using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Eyrie.Commands;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Tests.Commands.Dead;

/// <summary>A Kafka with letters on <c>dead.v1</c>, and the commands that look after them.</summary>
internal sealed class DeadBench : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestFolder _folder = new();
    private readonly InProcessKafka? _own;
    private readonly IProducer<string, byte[]> _producer;
    private readonly string _config;

    public DeadBench(int partitions = 2)
    {
        var prefix = $"dead-{Guid.NewGuid():N}.";
        Topics = new(prefix, partitions);
        var address = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");
        _own = address is null ? InProcessKafka.Start(Topics) : null;
        address ??= _own!.BootstrapServers;
        Clients = new(Options.Create(new KafkaOptions { BootstrapServers = address }), NullLogger<KafkaClients>.Instance);
        _producer = Clients.CreateProducer();
        _config = _folder.Write("eyrie.yaml", string.Create(
            CultureInfo.InvariantCulture, $"kafka: {{ bootstrapServers: '{address}' }}\ntopics: {{ prefix: '{prefix}', partitions: {partitions}, replicationFactor: 1 }}\n"));
        if (_own is null)
        {
            using var admin = Clients.CreateAdmin();
            var plan = new TopicAdmin(admin, Topics, new() { ReplicationFactor = 1 });
            plan.ApplyAsync(plan.PlanAsync(grow: false).GetAwaiter().GetResult()).GetAwaiter().GetResult();
        }
    }

    public Topics Topics { get; }

    public KafkaClients Clients { get; }

    public string this[string file] => _folder[file];

    /// <summary>Runs <c>eyrie dead ...</c>.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            Program.Create().WithExamples(), ["dead", .. args, "--config", _config], new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Writes a record.</summary>
    public async Task<DeliveryResult<string, byte[]>> ProduceAsync(
        string topic, string key, byte[] value, IEnumerable<(string Name, string Value)> headers, int? partition = null, DateTimeOffset? at = null)
    {
        var record = new Message<string, byte[]> { Key = key, Value = value, Headers = [] };
        record.Timestamp = at is { } moment ? new(moment) : Timestamp.Default;
        foreach (var (name, text) in headers)
        {
            record.Headers.With(name, text);
        }

        return partition is { } number ? await _producer.ProduceAsync(new TopicPartition(topic, number), record) : await _producer.ProduceAsync(topic, record);
    }

    /// <summary>Writes a letter of a sink about an alert that is on <c>alerts.v1</c>.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SinkLetterAsync(
        string sink, string id, string reason = "rejected", string error = "it does not fit", string rule = "Shell", DateTimeOffset? at = null)
    {
        var alert = await ProduceAsync(Topics.Alerts, "subject", Document(id), [("id", id), ("severity", "critical"), ("rule", rule), ("urgent", "1")], at: at);
        var letter = DeadLetter.From(
            new ConsumeResult<string, byte[]> { Topic = alert.Topic, Partition = alert.Partition, Offset = alert.Offset, Message = alert.Message }, "sinks", sink, reason, error);
        letter.Timestamp = at is { } moment ? new(moment) : Timestamp.Default;
        var written = await _producer.ProduceAsync(Topics.Dead, letter);
        return $"{written.Partition.Value}-{written.Offset.Value}";
    }

    public static byte[] Document(string id) => Encoding.UTF8.GetBytes($$"""{"event":{"id":"{{id}}"},"message":"caf\u00e9"}""");

    /// <summary>What is on a topic now.</summary>
    public List<ConsumeResult<string, byte[]>> Read(string topic)
    {
        using var consumer = Clients.CreatePartitionReader();
        var partitions = Topics.All[0].Partitions;
        consumer.Assign(Enumerable.Range(0, partitions).Select(i => new TopicPartitionOffset(topic, i, Offset.Beginning)));
        var records = new List<ConsumeResult<string, byte[]>>();
        for (var open = partitions; open > 0;)
        {
            var record = consumer.Consume(Patience);
            Assert.NotNull(record);
            if (record.IsPartitionEOF)
            {
                open--;
            }
            else
            {
                records.Add(record);
            }
        }

        return records;
    }

    public void Dispose()
    {
        _producer.Dispose();
        _own?.Dispose();
        _folder.Dispose();
    }
}
