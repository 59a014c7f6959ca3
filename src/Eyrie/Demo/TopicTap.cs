using Confluent.Kafka;
using Eyrie.Platform.Kafka;

namespace Eyrie.Demo;

/// <summary>Reads topics on its own, beside the stages: what it counts is a second opinion.</summary>
internal sealed class TopicTap : IAsyncDisposable
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(10);

    private readonly Contracts.Topics _topics;
    private readonly Action<ConsumeResult<string, byte[]>> _onRecord;
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly HashSet<string> _documents = new(StringComparer.Ordinal);
    private readonly Task _reading;
    private TopicFigures _figures;

    /// <summary>Reads from now on.</summary>
    /// <param name="kafka">Has the topics.</param>
    /// <param name="all">Also the events and the state, which nobody counts but somebody may want to keep.</param>
    /// <param name="onRecord">Called with each record, one at a time.</param>
    public TopicTap(DemoKafka kafka, bool all, Action<ConsumeResult<string, byte[]>> onRecord)
    {
        (_topics, _onRecord) = (kafka.Topics, onRecord);
        _consumer = kafka.Clients.CreateConsumer($"{kafka.Naming.Prefix}demo");
        IReadOnlyList<string> names = [_topics.Alerts, _topics.Activity, _topics.Dead];
        _consumer.Assign([.. _topics.All.Where(topic => all || names.Contains(topic.Name))
            .SelectMany(topic => kafka.IsFresh ? Beginning(topic.Name, topic.Partitions) : Now(kafka, topic.Name))]);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What was found so far.</summary>
    public TopicFigures Figures
    {
        get
        {
            lock (_lock)
            {
                return _figures with { Documents = _documents.Count };
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        _consumer.Dispose();
        _stopping.Dispose();
    }

    // Topics that were made a moment ago may have no leader yet, who could be asked for anything.
    private static IEnumerable<TopicPartitionOffset> Beginning(string topic, int partitions) => Enumerable.Range(0, partitions)
        .Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning));

    // A prefix that was used before has records of other runs.
    private TopicPartitionOffset[] Now(DemoKafka kafka, string topic)
    {
        using var admin = kafka.Clients.CreateAdmin();
        return
        [
            .. admin.GetMetadata(topic, MetadataTimeout).Topics.Single().Partitions
                .Select(partition => new TopicPartition(topic, partition.PartitionId))
                .Select(place => new TopicPartitionOffset(place, _consumer.QueryWatermarkOffsets(place, MetadataTimeout).High)),
        ];
    }

    private void Read()
    {
        while (!_stopping.IsCancellationRequested)
        {
            if (_consumer.Consume(PollTime) is { IsPartitionEOF: false } record)
            {
                Count(record);
                _onRecord(record);
            }
        }
    }

    private void Count(ConsumeResult<string, byte[]> record)
    {
        lock (_lock)
        {
            if (record.Topic == _topics.Dead)
            {
                _figures = _figures with { Dead = _figures.Dead + 1 };
                return;
            }

            var isAlert = record.Topic == _topics.Alerts;
            if (!isAlert && record.Topic != _topics.Activity)
            {
                return;
            }

            _figures = isAlert ? _figures with { Alerts = _figures.Alerts + 1 } : _figures with { Activity = _figures.Activity + 1 };
            _documents.Add(record.Message.Headers.Text(RecordHeaders.Id) ?? $"{record.TopicPartitionOffset}");
        }
    }
}
