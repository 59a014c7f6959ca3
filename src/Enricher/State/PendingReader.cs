using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Mapping;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.State;

/// <summary>Finds the waiting alerts of one partition among the events that are read again, and lets them wait on.</summary>
/// <param name="state">What is remembered of the partition.</param>
/// <param name="pending">The alerts, by offset; at least one.</param>
internal sealed class PendingReader(PartitionState state, IReadOnlyList<PendingAlert> pending)
{
    private readonly List<string> _lost = [];
    private int _next;

    public long First => Math.Max(pending[0].Offset, 0);

    public long Last => pending[^1].Offset;

    /// <summary>Takes in the next event.</summary>
    public void Take(ConsumeResult<string, byte[]> record)
    {
        while (_next < pending.Count && pending[_next].Offset < record.Offset.Value)
        {
            Lose(pending[_next++]);
        }

        while (_next < pending.Count && pending[_next].Offset == record.Offset.Value)
        {
            Resume(pending[_next++], record);
        }
    }

    /// <summary>There is no more to read.</summary>
    /// <returns>Ids of the alerts that were not found.</returns>
    public IReadOnlyList<string> GiveUp()
    {
        while (_next < pending.Count)
        {
            Lose(pending[_next++]);
        }

        return _lost;
    }

    // Another event in its place: the topic was deleted and made anew.
    private void Resume(PendingAlert alert, ConsumeResult<string, byte[]> record)
    {
        if (EventRecord.TryRead(record.Message, out var sensorEvent, out _)
            && (record.Message.Headers.Text(RecordHeaders.Id) ?? sensorEvent.ComputeId()) == alert.Id
            && TryMap(sensorEvent, alert.Id) is { } observation)
        {
            state.Pending.Remove(alert.Id);
            state.Waiting.Restore(alert.Id, new(observation, record, alert.Deadline) { Saved = true });
        }
        else
        {
            Lose(alert);
        }
    }

    // It could be read before; a version that cannot must not stand still at it.
    private static Observation? TryMap(in SensorEvent sensorEvent, string id)
    {
        try
        {
            return SensorMapper.Map(sensorEvent, id);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private void Lose(PendingAlert alert)
    {
        state.Pending.Lose(alert);
        _lost.Add(alert.Id);
    }
}
