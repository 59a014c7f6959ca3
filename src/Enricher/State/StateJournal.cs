using System.Text.Json;
using Confluent.Kafka;
using Eyrie.Enricher.Mapping;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher.State;

/// <summary>Keeps <see cref="PartitionState"/> and its partition of <c>state.v1</c> alike: what changed goes out, what is there comes back.</summary>
internal static class StateJournal
{
    /// <summary>The records that make <c>state.v1</c> say what the state says. To be called once a transaction.</summary>
    public static void TakeChanges(PartitionState state, List<Message<string, byte[]>> records)
    {
        var before = records.Count;
        foreach (var node in state.Nodes)
        {
            node.Processes.TakeChanges(
                image => records.Add(Record($"{StateCodec.Process}{node.Name}/{image.ExecId}", StateCodec.Write(image))),
                id => records.Add(Tombstone($"{StateCodec.Process}{node.Name}/{id}")));
            node.Containers.TakeChanges(
                known => records.Add(Record($"{StateCodec.Container}{node.Name}/{known.Id}", StateCodec.Write(known))),
                id => records.Add(Tombstone($"{StateCodec.Container}{node.Name}/{id}")));
        }

        state.Waiting.TakeChanges(
            waiting => records.Add(new()
            {
                Key = StateCodec.Pending + waiting.Alert.Id,
                Value = waiting.Record.Message.Value,
                Headers = waiting.Record.Message.Headers,
            }),
            id => records.Add(Tombstone(StateCodec.Pending + id)));
        state.Incidents.TakeChanges(
            incident => records.Add(Record(StateCodec.Incident + incident.Subject, StateCodec.Write(incident))),
            subject => records.Add(Tombstone(StateCodec.Incident + subject)));
        if (records.Count > before)
        {
            records.Add(Record(StateCodec.Clock, StateCodec.Write(state.Clock)));
        }
    }

    /// <summary>Takes in one record. What cannot be read is told and left out: it is a memory, not an event.</summary>
    public static void Restore(PartitionState state, Message<string, byte[]> record, TimeSpan joinWindow, ILogger logger)
    {
        try
        {
            Restore(state, record.Key ?? "", record, joinWindow);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            logger.StateUnreadable(record.Key, e.Message);
        }
    }

    private static void Restore(PartitionState state, string key, Message<string, byte[]> record, TimeSpan joinWindow)
    {
        if (key == StateCodec.Clock)
        {
            state.Clock.Restore(new(record.Value is null ? 0 : StateCodec.ReadClock(record.Value)));
        }
        else if (key.StartsWith(StateCodec.Process, StringComparison.Ordinal))
        {
            RestoreProcess(state, key.AsSpan(StateCodec.Process.Length), record.Value);
        }
        else if (key.StartsWith(StateCodec.Pending, StringComparison.Ordinal))
        {
            RestorePending(state, key[StateCodec.Pending.Length..], record, joinWindow);
        }
        else if (key.StartsWith(StateCodec.Incident, StringComparison.Ordinal))
        {
            RestoreIncident(state, key[StateCodec.Incident.Length..], record.Value);
        }
        else if (key.StartsWith(StateCodec.Container, StringComparison.Ordinal))
        {
            RestoreContainer(state, key.AsSpan(StateCodec.Container.Length), record.Value);
        }
    }

    private static void RestoreProcess(PartitionState state, ReadOnlySpan<char> name, byte[]? value)
    {
        var (node, execId) = Split(name, name.IndexOf('/'));
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

    private static void RestorePending(PartitionState state, string id, Message<string, byte[]> record, TimeSpan joinWindow)
    {
        if (record.Value is null)
        {
            state.Waiting.Restore(id, null);
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

    private static void RestoreContainer(PartitionState state, ReadOnlySpan<char> name, byte[]? value)
    {
        var (node, id) = Split(name, name.IndexOf('/'));
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

    // A node's name holds no slash; base64 may.
    private static (string Node, string Id) Split(ReadOnlySpan<char> name, int slash) => slash < 0
        ? throw new FormatException("the key names no node")
        : (name[..slash].ToString(), name[(slash + 1)..].ToString());

    private static Message<string, byte[]> Record(string key, byte[] value) => new() { Key = key, Value = value };

    private static Message<string, byte[]> Tombstone(string key) => new() { Key = key, Value = null! };
}
