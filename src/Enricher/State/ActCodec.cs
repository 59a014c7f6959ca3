using System.Net;
using System.Text.Json;
using Eyrie.Enricher.Acts;

namespace Eyrie.Enricher.State;

/// <summary>How acts stand in <c>state.v1</c>.</summary>
internal static class ActCodec
{
    public const string Kind = "act/";

    public static byte[] Write((long Number, ToldAct Told) item)
    {
        var (number, (act, id, sensor, rule)) = item;
        return JsonSerializer.SerializeToUtf8Bytes(
            new()
            {
                Number = number,
                Id = id,
                Sensor = sensor,
                Rule = rule,
                Time = act.Time.UnixNanoseconds,
                Pid = act.Pid,
                File = act.File,
                Address = act.Address?.ToString(),
                Port = act.Port,
                IsExec = act.IsExec,
            },
            JournalJson.Default.ActRecord);
    }

    public static void Restore(RecentActs acts, byte[] value)
    {
        if (JsonSerializer.Deserialize(value, JournalJson.Default.ActRecord) is { } record)
        {
            var address = record.Address is null ? null : IPAddress.Parse(record.Address);
            var act = new Act(new(record.Time), record.Pid, record.File, address, record.Port, record.IsExec);
            acts.Restore(record.Number, new(act, record.Id, record.Sensor, record.Rule));
        }
    }
}
