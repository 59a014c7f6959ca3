using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors;

/// <summary>A glance at an alert of Falco's: all are alerts, but for the figures that it tells of itself every so often.</summary>
internal static class FalcoGlance
{
    private const int Time = 1;
    private const int SourceNumber = 3;
    private const int Rule = 4;
    private const int Hostname = 7;
    private const int SourceName = 9;
    private const ulong InternalSource = 2;

    public static EventGlance AtProtobuf(ReadOnlySpan<byte> alert)
    {
        var (rule, node) = (default(Range), default(Range));
        var time = default(EventTime?);
        var isInternal = false;
        for (var fields = new ProtobufFields(alert); fields.MoveNext();)
        {
            switch (fields.Number)
            {
                case Time when fields.HasBytes:
                    time = GlancedTime.Timestamp(alert[fields.Bytes]);
                    break;
                case SourceNumber:
                    isInternal |= fields.Integer == InternalSource; // a Falco before sources had names
                    break;
                case Rule when fields.HasBytes:
                    rule = fields.Bytes;
                    break;
                case Hostname when fields.HasBytes:
                    node = fields.Bytes;
                    break;
                case SourceName when fields.HasBytes:
                    isInternal |= alert[fields.Bytes].SequenceEqual("internal"u8);
                    break;
            }
        }

        return Glance(alert[rule], isInternal, time, node);
    }

    public static EventGlance AtJson(ReadOnlySpan<byte> alert)
    {
        var (rule, node) = (default(Range), default(Range));
        var time = default(EventTime?);
        var isInternal = false;
        for (var members = new JsonMembers(alert); members.MoveNext();)
        {
            switch (members.Name)
            {
                case var name when name.SequenceEqual("time"u8):
                    time = GlancedTime.Text(alert[members.Text]);
                    break;
                case var name when name.SequenceEqual("rule"u8):
                    rule = members.Text;
                    break;
                case var name when name.SequenceEqual("hostname"u8):
                    node = members.Text;
                    break;
                case var name when name.SequenceEqual("source"u8):
                    isInternal = alert[members.Text].SequenceEqual("internal"u8);
                    break;
            }
        }

        return Glance(alert[rule], isInternal, time, node);
    }

    // A rule of the user's may have any name: what Falco says of itself is told by its source.
    private static EventGlance Glance(ReadOnlySpan<byte> rule, bool isInternal, EventTime? time, Range node) => rule switch
    {
        _ when !isInternal || !rule.StartsWith("Falco internal:"u8) => new(EventWorth.Alert, SensorNotice.None, time, node),
        _ when rule.SequenceEqual("Falco internal: metrics snapshot"u8) => new(EventWorth.Telemetry, SensorNotice.None, time, node),
        _ when rule.SequenceEqual("Falco internal: syscall event drop"u8) => new(EventWorth.Alert, SensorNotice.FalcoDrops, time, node),
        _ => new(EventWorth.Alert, SensorNotice.FalcoTrouble, time, node),
    };
}
