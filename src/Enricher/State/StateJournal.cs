using Confluent.Kafka;
using Eyrie.Enricher.Acts;
using Eyrie.Enricher.Mapping;
using Eyrie.Enricher.Scoring;
using Eyrie.Enricher.Versions;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher.State;

/// <summary>Keeps <see cref="PartitionState"/> and its partition of <c>state.v1</c> alike: what changed goes out, what is there comes back.</summary>
internal static class StateJournal
{
    /// <summary>The records that make <c>state.v1</c> say what the state says. To be called once a transaction.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="records">Gets the records.</param>
    /// <param name="logger">Is told what cannot be written: it is a memory, and must not hold up the events.</param>
    /// <returns>How many waiting alerts turned out to be lost.</returns>
    public static int TakeChanges(PartitionState state, List<Message<string, byte[]>> records, ILogger logger)
    {
        var before = records.Count;
        state.TakeLeft(node =>
        {
            TakeChanges(node, records, logger);
            records.Add(Tombstone(StateKey.Of(StateCodec.Node, node.Name)));
        });
        foreach (var node in state.Nodes)
        {
            TakeChanges(node, records, logger);
        }

        state.Waiting.TakeChanges(
            waiting => Add(records, StateCodec.Pending + waiting.Alert.Id, waiting, StateCodec.Write, logger),
            id => records.Add(Tombstone(StateCodec.Pending + id)));
        var lost = state.Pending.TakeLost(id => records.Add(Tombstone(StateCodec.Pending + id)));
        state.Incidents.TakeChanges(
            incident => Add(records, StateCodec.Incident + incident.Subject, incident, StateCodec.Write, logger),
            subject => records.Add(Tombstone(StateCodec.Incident + subject)));
        TakeChanges(state.Repeats, TallyCodec.Repeat, records);
        TakeChanges(state.Spoken, TallyCodec.Spoken, records);
        state.Versions.TakeChanges((key, value) => records.Add(new() { Key = key, Value = value! }));
        state.Seen.TakeChanges((slot, ids) => records.Add(Record($"{StateCodec.Seen}{slot}", ids)));
        if (state.Clock.TakeChange() || records.Count > before)
        {
            records.Add(Record(StateCodec.Clock, StateCodec.Write(state.Clock)));
        }

        return lost;
    }

    /// <summary>For those who keep no <c>state.v1</c>: drops what was noted for it, which would grow for ever.</summary>
    public static void DropChanges(PartitionState state)
    {
        foreach (var node in state.Nodes)
        {
            node.Processes.TakeChanges(static _ => { }, static _ => { });
            node.Containers.TakeChanges(static _ => { }, static _ => { });
            node.Acts.TakeChanges(static (_, _) => { }, static _ => { });
            node.TakeChange(out _);
        }

        state.TakeLeft(static _ => { });
        state.Waiting.TakeChanges(static _ => { }, static _ => { });
        state.Pending.TakeLost(static _ => { });
        state.Incidents.TakeChanges(static _ => { }, static _ => { });
        state.Repeats.TakeChanges(static _ => { }, static _ => { });
        state.Spoken.TakeChanges(static _ => { }, static _ => { });
        state.Versions.TakeChanges(static (_, _) => { });
        state.Seen.TakeChanges(static (_, _) => { });
        state.Clock.TakeChange();
    }

    /// <summary>Takes in one record. What cannot be read is told and left out: it is a memory, not an event.</summary>
    public static void Restore(PartitionState state, Message<string, byte[]> record, TimeSpan joinWindow, ILogger logger)
    {
        try
        {
            Restore(state, record.Key ?? "", record, joinWindow);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.StateUnreadable(record.Key, e.Message);
        }
    }

    private static void TakeChanges(NodeState node, List<Message<string, byte[]>> records, ILogger logger)
    {
        node.Processes.TakeChanges(
            image => Add(records, StateKey.Of(StateCodec.Process, node.Name, image.ExecId), image, StateCodec.Write, logger),
            id => records.Add(Tombstone(StateKey.Of(StateCodec.Process, node.Name, id))));
        node.Containers.TakeChanges(
            known => Add(records, StateKey.Of(StateCodec.Container, node.Name, known.Id), known, StateCodec.Write, logger),
            id => records.Add(Tombstone(StateKey.Of(StateCodec.Container, node.Name, id))));
        node.Acts.TakeChanges(
            (number, told) => Add(
                records, StateKey.Of(ActCodec.Kind, node.Name, $"{number % RecentActs.Slots}"), (number, told), ActCodec.Write, logger),
            slot => records.Add(Tombstone(StateKey.Of(ActCodec.Kind, node.Name, $"{slot}"))));
        if (node.TakeChange(out var times))
        {
            records.Add(Record(StateKey.Of(StateCodec.Node, node.Name), StateCodec.Write(times)));
        }
    }

    private static void TakeChanges(AlertTally tally, string kind, List<Message<string, byte[]>> records) => tally.TakeChanges(
        known => records.Add(Record(TallyCodec.KeyOf(kind, known.Key), TallyCodec.Write(known))),
        key => records.Add(Tombstone(TallyCodec.KeyOf(kind, key))));

    private static void Restore(PartitionState state, string key, Message<string, byte[]> record, TimeSpan joinWindow)
    {
        if (key == StateCodec.Clock)
        {
            var clock = record.Value is null ? null : StateCodec.ReadClock(record.Value);
            state.Clock.Restore(new(clock?.Now ?? 0), clock?.SweptPeriod, new(clock?.QuietTicks ?? 0));
        }
        else if (StateKey.Rest(key, StateCodec.Process) is { } process)
        {
            RestoreProcess(state, process, record.Value);
        }
        else if (StateKey.Rest(key, StateCodec.Pending) is { } id)
        {
            RestorePending(state, id, record, joinWindow);
        }
        else if (StateKey.Rest(key, StateCodec.Incident) is { } subject)
        {
            RestoreIncident(state, subject, record.Value);
        }
        else if (StateKey.Rest(key, StateCodec.Container) is { } container)
        {
            RestoreContainer(state, container, record.Value);
        }
        else if (StateKey.Rest(key, ActCodec.Kind) is { } act && record.Value is not null)
        {
            ActCodec.Restore(state.Node(StateKey.Split(act).Node).Acts, record.Value);
        }
        else if (StateKey.Rest(key, StateCodec.Seen) is not null && record.Value is not null)
        {
            state.Seen.Restore(record.Value);
        }
        else if (StateKey.Rest(key, TallyCodec.Repeat) is { } repeat)
        {
            TallyCodec.Restore(state.Repeats, repeat, record.Value);
        }
        else if (StateKey.Rest(key, TallyCodec.Spoken) is { } spoken)
        {
            TallyCodec.Restore(state.Spoken, spoken, record.Value);
        }
        else if (VersionCodec.IsKey(key))
        {
            VersionCodec.Restore(state.Versions, key, record.Value);
        }
        else if (StateKey.Rest(key, StateCodec.Node) is { } node)
        {
            RestoreNode(state, StateKey.NodeOf(node), record.Value);
        }
    }

    private static void RestoreProcess(PartitionState state, string name, byte[]? value)
    {
        var (node, execId) = StateKey.Split(name);
        var processes = state.Node(node).Processes;
        if (value is null)
        {
            processes.Remove(execId);
        }
        else if (StateCodec.ReadProcess(execId, value, state.Texts) is { } image)
        {
            processes.Restore(image);
        }
    }

    // An earlier version wrote the event itself, with its headers; this one writes where it is.
    private static void RestorePending(PartitionState state, string id, Message<string, byte[]> record, TimeSpan joinWindow)
    {
        state.Pending.Remove(id);
        state.Waiting.Restore(id, null);
        if (record.Value is null)
        {
            return;
        }

        if (record.Headers?.TryGetLastBytes(RecordHeaders.Format, out _) is not true)
        {
            state.Pending.Restore(StateCodec.ReadPending(id, record.Value));
        }
        else if (EventRecord.TryRead(record, out var sensorEvent, out var problem))
        {
            var alert = SensorMapper.Map(sensorEvent, id);
            state.Waiting.Restore(id, new(alert, new() { Message = record }, alert.Time + joinWindow) { Saved = true });
        }
        else
        {
            throw new FormatException(problem);
        }
    }

    private static void RestoreIncident(PartitionState state, string subject, byte[]? value)
    {
        if (value is null)
        {
            state.Incidents.Remove(subject);
        }
        else if (StateCodec.ReadIncident(subject, value) is { } incident)
        {
            state.Incidents.Restore(incident);
        }
    }

    private static void RestoreContainer(PartitionState state, string name, byte[]? value)
    {
        var (node, id) = StateKey.Split(name);
        var containers = state.Node(node).Containers;
        if (value is null)
        {
            containers.Remove(id);
        }
        else if (StateCodec.ReadContainer(id, value) is { } known)
        {
            containers.Restore(known);
        }
    }

    private static void RestoreNode(PartitionState state, string name, byte[]? value)
    {
        if (value is null)
        {
            state.Remove(name);
        }
        else
        {
            state.Node(name).Restore(StateCodec.ReadNode(value));
        }
    }

    private static void Add<T>(List<Message<string, byte[]>> records, string key, T item, Func<T, byte[]> write, ILogger logger)
    {
        try
        {
            records.Add(Record(key, write(item)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.StateUnwritable(key, e.Message);
        }
    }

    private static Message<string, byte[]> Record(string key, byte[] value) => new() { Key = key, Value = value };

    private static Message<string, byte[]> Tombstone(string key) => new() { Key = key, Value = null! };
}
