using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Hosts;
using Eyrie.Simulation.Tetragon;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Simulation.Scenarios;

/// <summary>
/// Moves the times in a recorded message, all in the same way. Kernel times and exec ids stay: they count from a boot
/// that nobody else refers to.
/// </summary>
/// <param name="from">What the clock showed when it was recorded.</param>
/// <param name="to">What it shall have shown.</param>
/// <param name="speed">How much closer times come together.</param>
internal sealed class TimeShift(EventTime from, EventTime to, double speed)
{
    /// <summary>Below it a number is no time in nanoseconds since the epoch.</summary>
    private const long OldestNanoseconds = 1_000_000_000_000_000_000;

    private static readonly JsonSerializerOptions AsFalcoEscapes = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>When the sensor saw what the message tells; for want of that, when the process started.</summary>
    public static EventTime TimeOf(SensorMessage message)
    {
        var time = message.TetragonEvent is { } said ? said.Time ?? said.Process()?.StartTime : response.Parser.ParseFrom(message.Payload).Time;
        return time is null ? default : EventTime.From(time.Seconds, time.Nanos);
    }

    public SensorMessage Apply(SensorMessage message) => message.TetragonEvent is { } said
        ? SensorMessage.From(Apply(said.Clone()))
        : SensorMessage.From(Apply(response.Parser.ParseFrom(message.Payload)));

    private GetEventsResponse Apply(GetEventsResponse said)
    {
        Move(said.Time);
        Move(said.ProcessExit?.Time);
        Move(said.Process());
        Move(said.Parent());
        foreach (var ancestor in said.Ancestors())
        {
            Move(ancestor);
        }

        return said;
    }

    private response Apply(response alert)
    {
        var before = EventTime.From(alert.Time.Seconds, alert.Time.Nanos);
        Move(alert.Time);
        foreach (var (name, value) in alert.OutputFields.ToArray())
        {
            if (IsTime(name) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            {
                alert.OutputFields[name] = Move(time).ToString(CultureInfo.InvariantCulture);
            }
        }

        alert.Output = alert.Output.StartsWith('{')
            ? MoveDocument(alert.Output, before)
            : MoveLine(alert.Output, before);
        return alert;
    }

    private string MoveDocument(string text, EventTime before)
    {
        var document = JsonNode.Parse(text)!.AsObject();
        document["time"] = new EventTime(Move(before.UnixNanoseconds)).ToString();
        if ((string?)document["output"] is { } line)
        {
            document["output"] = MoveLine(line, before);
        }

        var fields = document["output_fields"] as JsonObject ?? [];
        foreach (var (name, value) in fields.ToArray())
        {
            if (IsTime(name) && value is JsonValue number && number.TryGetValue<long>(out var time))
            {
                fields[name] = Move(time);
            }
        }

        return document.ToJsonString(AsFalcoEscapes);
    }

    /// <summary>A line begins with the time of day.</summary>
    private string MoveLine(string line, EventTime before) =>
        line.StartsWith(before.ToString()[11..29], StringComparison.Ordinal)
            ? new EventTime(Move(before.UnixNanoseconds)).ToString()[11..29] + line[18..]
            : line;

    private static bool IsTime(string field) => field is "evt.time" or "evt.rawtime"
        || field.EndsWith(".ts", StringComparison.Ordinal)
        || field.EndsWith("_ts", StringComparison.Ordinal);

    private void Move(Process? process)
    {
        Move(process?.StartTime);
        Move(process?.Pod?.Container?.StartTime);
    }

    private void Move(Timestamp? time)
    {
        if (time is not null)
        {
            var moved = new EventTime(Move(EventTime.From(time.Seconds, time.Nanos).UnixNanoseconds)).ToTimestamp();
            (time.Seconds, time.Nanos) = (moved.Seconds, moved.Nanos);
        }
    }

    private long Move(long nanoseconds)
    {
        var distance = nanoseconds - from.UnixNanoseconds;
        return nanoseconds < OldestNanoseconds
            ? nanoseconds
            : to.UnixNanoseconds + (speed == 1 ? distance : (long)(distance / speed));
    }
}
