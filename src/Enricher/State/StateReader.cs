using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.State;

/// <summary>Reads what <c>state.v1</c> remembers of partitions that became ours.</summary>
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
        var states = partitions.ToDictionary(partition => partition, _ => new PartitionState(options.Value));
        var ends = Ends(partitions, stopping);
        if (ends.Count > 0)
        {
            Read(states, ends, stopping);
        }

        foreach (var state in states.Values)
        {
            state.Restored();
        }

        Report(states);
        return states;
    }

    private void Report(Dictionary<int, PartitionState> states)
    {
        if (states.Count > 0)
        {
            logger.PartitionsRestored(
                string.Join(", ", states.Keys.Order()),
                states.Values.Sum(state => state.Nodes.Sum(node => node.Processes.Count)),
                states.Values.Sum(state => state.Waiting.Count),
                states.Values.Sum(state => state.Incidents.Count));
        }
    }

    private void Read(Dictionary<int, PartitionState> states, Dictionary<int, long> ends, CancellationToken stopping)
    {
        using var consumer = clients.CreatePartitionReader();
        consumer.Assign(ends.Keys.Select(partition => new TopicPartitionOffset(topics.State, partition, Offset.Beginning)));
        var started = time.GetTimestamp();
        while (ends.Count > 0)
        {
            stopping.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(started) > options.Value.RestoreTimeout)
            {
                throw new PipelineException(
                    FailureKind.Transient, $"reading {topics.State} took longer than {options.Value.RestoreTimeout}");
            }

            if (consumer.Consume(Patience) is { } record)
            {
                Take(record, states, ends);
            }
        }
    }

    // The end is told by its own sign: the last offsets may be those of a transaction's marker, which nobody sees. Where an
    // earlier owner's transaction is still open, the sign comes too early; it comes again when that one is settled.
    private void Take(ConsumeResult<string, byte[]> record, Dictionary<int, PartitionState> states, Dictionary<int, long> ends)
    {
        var partition = record.Partition.Value;
        if (!record.IsPartitionEOF)
        {
            StateJournal.Restore(states[partition], record.Message, options.Value.JoinWindow, logger);
        }

        var next = record.Offset.Value + (record.IsPartitionEOF ? 0 : 1);
        if (ends.TryGetValue(partition, out var end) && next >= end)
        {
            ends.Remove(partition);
        }
    }

    // Uncommitted records count: an earlier owner's last transaction must be waited for.
    private Dictionary<int, long> Ends(IReadOnlyCollection<int> partitions, CancellationToken stopping)
    {
        using var admin = clients.CreateAdmin();
        var latest = admin.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec
            {
                TopicPartition = new(topics.State, partition),
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
