using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.State;

/// <summary>
/// Reads what is remembered of partitions that became ours: first <c>state.v1</c>, then from <c>events.v1</c> the alerts that
/// waited. Thread-safe.
/// </summary>
internal sealed class StateReader(
    KafkaClients clients, Topics topics, IOptions<EnricherOptions> options, TimeProvider time, ILogger<StateReader> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Reads partitions to the end that they have now.</summary>
    /// <param name="partitions">Numbers of the partitions.</param>
    /// <param name="stopping">Ends the reading early.</param>
    /// <exception cref="KafkaException">Kafka failed.</exception>
    /// <exception cref="PipelineException">Transient: it took longer than the options allow.</exception>
    public Dictionary<int, PartitionState> Read(IReadOnlyCollection<int> partitions, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        var states = partitions.ToDictionary(partition => partition, _ => new PartitionState(options.Value));
        ReadStates(states, started, stopping);
        ReadPending(states, started, stopping);
        foreach (var state in states.Values)
        {
            state.Restored();
        }

        Report(states, time.GetElapsedTime(started));
        return states;
    }

    private void Report(Dictionary<int, PartitionState> states, TimeSpan elapsed)
    {
        if (states.Count > 0)
        {
            logger.PartitionsRestored(
                string.Join(", ", states.Keys.Order()),
                states.Values.Sum(state => state.Nodes.Sum(node => node.Processes.Count)),
                states.Values.Sum(state => state.Waiting.Count),
                states.Values.Sum(state => state.Incidents.Count),
                elapsed.TotalSeconds);
        }
    }

    private void ReadStates(Dictionary<int, PartitionState> states, long started, CancellationToken stopping)
    {
        // Uncommitted records count: an earlier owner's last transaction must be waited for.
        var ends = Ends(topics.State, states.Keys, stopping);
        Read(
            topics.State,
            ends.Select(end => (end.Key, 0L, end.Value)),
            record => StateJournal.Restore(states[record.Partition.Value], record.Message, options.Value.JoinWindow, logger),
            started,
            stopping);
    }

    private void ReadPending(Dictionary<int, PartitionState> states, long started, CancellationToken stopping)
    {
        var pending = states.Where(state => state.Value.Pending.Count > 0).ToDictionary(state => state.Key, state => state.Value.Pending.InOrder());
        if (pending.Count == 0)
        {
            return;
        }

        // What is awaited lies before the end, unless the topic was made anew.
        var ends = Ends(topics.Events, pending.Keys, stopping);
        var readers = pending.ToDictionary(alerts => alerts.Key, alerts => new PendingReader(states[alerts.Key], alerts.Value));
        Read(
            topics.Events,
            readers.Where(reader => ends.ContainsKey(reader.Key))
                .Select(reader => (reader.Key, reader.Value.First, Math.Min(reader.Value.Last + 1, ends[reader.Key]))),
            record => readers[record.Partition.Value].Take(record),
            started,
            stopping);
        foreach (var (partition, reader) in readers)
        {
            if (reader.GiveUp() is { Count: > 0 } lost)
            {
                logger.WaitingLost(lost.Count, partition, topics.Events, string.Join(", ", lost));
            }
        }
    }

    private void Read(
        string topic, IEnumerable<(int Partition, long First, long End)> parts, Action<ConsumeResult<string, byte[]>> take, long started, CancellationToken stopping)
    {
        var ends = parts.Where(part => part.First < part.End).ToDictionary(part => part.Partition, part => (part.First, part.End));
        if (ends.Count == 0)
        {
            return;
        }

        using var consumer = clients.CreatePartitionReader();
        consumer.Assign(ends.Select(part => new TopicPartitionOffset(topic, part.Key, part.Value.First)));
        while (ends.Count > 0)
        {
            stopping.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(started) > options.Value.RestoreTimeout)
            {
                throw new PipelineException(
                    FailureKind.Transient, $"reading {topic} took longer than enricher.restoreTimeout, which is {options.Value.RestoreTimeout}");
            }

            if (consumer.Consume(Patience) is not { } record)
            {
                continue;
            }

            // The end is told by its own sign: the last offsets may be those of a transaction's marker, which nobody sees. Where an
            // earlier owner's transaction is still open, the sign comes too early; it comes again when that one is settled.
            var isOurs = ends.TryGetValue(record.Partition.Value, out var part);
            if (isOurs && !record.IsPartitionEOF && record.Offset.Value < part.End)
            {
                take(record);
            }

            if (isOurs && record.Offset.Value + (record.IsPartitionEOF ? 0 : 1) >= part.End)
            {
                ends.Remove(record.Partition.Value);
            }
        }
    }

    private Dictionary<int, long> Ends(string topic, IEnumerable<int> partitions, CancellationToken stopping)
    {
        using var admin = clients.CreateAdmin();
        var latest = admin.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec
            {
                TopicPartition = new(topic, partition),
                OffsetSpec = OffsetSpec.Latest(),
            }),
            new() { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = RequestTimeout });
        var ends = new Dictionary<int, long>();
        foreach (var info in latest.WaitAsync(stopping).GetAwaiter().GetResult().ResultInfos)
        {
            if (info.TopicPartitionOffsetError is { Offset.Value: > 0 } end)
            {
                ends.Add(end.Partition.Value, end.Offset.Value);
            }
        }

        return ends;
    }
}
