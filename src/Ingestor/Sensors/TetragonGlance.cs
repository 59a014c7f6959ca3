using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// A glance at an event of Tetragon's. The kind of event decides; one that is not known counts as a policy's: a newer agent sends it
/// because somebody asked for it.
/// </summary>
internal static class TetragonGlance
{
    private const int ProcessExec = 1;
    private const int ProcessExit = 5;
    private const int ProcessThrottle = 27;
    private const int RateLimitInfo = 40001;

    // What a response has beside its event: 1000 to 1004 today, the rest of the block for what comes.
    private const int NodeName = 1000;
    private const int Time = 1001;
    private const int LastBeside = 1099;

    public static EventGlance AtProtobuf(ReadOnlySpan<byte> response)
    {
        var (worth, notice) = (EventWorth.Policy, SensorNotice.None);
        var time = default(EventTime?);
        var node = default(Range);
        for (var fields = new ProtobufFields(response); fields.MoveNext();)
        {
            switch (fields.Number)
            {
                case NodeName when fields.HasBytes:
                    node = fields.Bytes;
                    break;
                case Time when fields.HasBytes:
                    time = GlancedTime.Timestamp(response[fields.Bytes]);
                    break;
                case >= NodeName and <= LastBeside:
                    break;
                case var kind when fields.HasBytes:
                    (worth, notice) = Judge(kind);
                    break;
            }
        }

        return new(worth, notice, time, node);
    }

    public static EventGlance AtJson(ReadOnlySpan<byte> response)
    {
        var (worth, notice) = (EventWorth.Policy, SensorNotice.None);
        var time = default(EventTime?);
        var node = default(Range);
        for (var members = new JsonMembers(response); members.MoveNext();)
        {
            switch (members.Name)
            {
                case var name when name.SequenceEqual("time"u8):
                    time = GlancedTime.Text(response[members.Text]);
                    break;
                case var name when name.SequenceEqual("node_name"u8):
                    node = members.Text;
                    break;
                case var name when IsBeside(name):
                    break;
                case var name:
                    (worth, notice) = Judge(Kind(name));
                    break;
            }
        }

        return new(worth, notice, time, node);
    }

    /// <summary>A process out of the agent's cache: <c>ProcessInternal.process.exec_id</c>.</summary>
    public static EventGlance AtProcess(ReadOnlySpan<byte> cached)
    {
        var process = First(cached, ..);
        var id = First(cached, process);
        return new(EventWorth.Telemetry, SensorNotice.None, null, id);
    }

    // Both are their message's field 1.
    private static Range First(ReadOnlySpan<byte> payload, Range message)
    {
        var start = message.GetOffsetAndLength(payload.Length).Offset;
        for (var fields = new ProtobufFields(payload[message]); fields.MoveNext();)
        {
            if (fields is { Number: 1, HasBytes: true })
            {
                return new(start + fields.Bytes.Start.Value, start + fields.Bytes.End.Value);
            }
        }

        return default;
    }

    private static bool IsBeside(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("cluster_name"u8) || name.SequenceEqual("node_labels"u8) || name.SequenceEqual("aggregation_info"u8);

    private static int Kind(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("process_exec"u8) => ProcessExec,
        _ when name.SequenceEqual("process_exit"u8) => ProcessExit,
        _ when name.SequenceEqual("process_throttle"u8) => ProcessThrottle,
        _ when name.SequenceEqual("rate_limit_info"u8) => RateLimitInfo,
        _ => 0,
    };

    // Throttling and rate limits say what is missing from the record: as precious as an alert.
    private static (EventWorth Worth, SensorNotice Notice) Judge(int kind) => kind switch
    {
        ProcessExec or ProcessExit => (EventWorth.Telemetry, SensorNotice.None),
        ProcessThrottle => (EventWorth.Alert, SensorNotice.TetragonThrottle),
        RateLimitInfo => (EventWorth.Alert, SensorNotice.TetragonRateLimit),
        _ => (EventWorth.Policy, SensorNotice.None),
    };
}
