using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Faults;

/// <summary>Reads Kafka along and knows which numbers are there, how often, under which id, and in which order.</summary>
internal sealed class Oracle : IDisposable
{
    public const int Partitions = 6;

    private readonly Lock _gate = new();
    private readonly Dictionary<(char Source, int Number), (string Id, int Times)> _seen = [];
    private readonly Dictionary<(char Source, string Key), int> _last = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly Thread _thread;

    public Oracle(KafkaClients clients, Topics topics)
    {
        _consumer = clients.CreatePartitionReader();
        _consumer.Assign(new[] { topics.Events, topics.Dead }.SelectMany(
            topic => Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning))));
        _thread = new(Read);
        _thread.Start();
    }

    public int Repeats { get; private set; }

    public int RepeatsWithOtherId { get; private set; }

    public int OutOfOrder { get; private set; }

    /// <summary>Records that carry no number, such as what the Ingestor tells of its sensors.</summary>
    public int Unnumbered { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _seen.Count;
            }
        }
    }

    public bool Has(char source, int number)
    {
        lock (_gate)
        {
            return _seen.ContainsKey((source, number));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _consumer.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(TimeSpan.FromMilliseconds(200)) is { Message: { } message })
                {
                    Take(message);
                }
            }
            catch (ConsumeException)
            {
                // Kafka is away: that is what is tried here.
            }
        }
    }

    private void Take(Message<string, byte[]> message)
    {
        lock (_gate)
        {
            if (!Marks.TryFind(message.Value, out var source, out var number))
            {
                Unnumbered++;
                return;
            }

            var id = message.Headers.Text(RecordHeaders.Id) ?? "";
            if (_seen.TryGetValue((source, number), out var known))
            {
                Repeats++;
                RepeatsWithOtherId += known.Id == id ? 0 : 1;
                _seen[(source, number)] = (known.Id, known.Times + 1);
                return;
            }

            _seen[(source, number)] = (id, 1);
            var line = (source, message.Key);
            OutOfOrder += _last.TryGetValue(line, out var last) && number < last ? 1 : 0;
            _last[line] = Math.Max(last, number);
        }
    }
}
