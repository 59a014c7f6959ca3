using System.Globalization;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Alert = Eyrie.Protos.Falco.Outputs.response;

namespace Eyrie.Ingestor.Health;

/// <summary>
/// Reads the rare events in which a sensor speaks of itself. The only events that the Ingestor decodes; what cannot be decoded is told
/// all the same, with less to say.
/// </summary>
internal static class SensorNotices
{
    private const string DropCount = "n_drops";

    private static readonly JsonParser Lenient = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>What the sensor says, as a health event without its sensor.</summary>
    public static HealthEvent Read(SensorNotice notice, ReadOnlyMemory<byte> payload, SensorFormat format)
    {
        try
        {
            return notice switch
            {
                SensorNotice.FalcoDrops or SensorNotice.FalcoTrouble => Falco(notice, payload, format),
                _ => Tetragon(notice, Response(payload, format)),
            };
        }
        catch (Exception) // whatever the bytes are: a sensor's trouble must not become ours
        {
            return new(KindOf(notice)) { Reason = "its report cannot be read" };
        }
    }

    private static HealthKind KindOf(SensorNotice notice) => notice switch
    {
        SensorNotice.TetragonThrottle => HealthKind.SensorThrottled,
        SensorNotice.FalcoTrouble => HealthKind.SensorTrouble,
        _ => HealthKind.SensorDrops,
    };

    private static HealthEvent Falco(SensorNotice notice, ReadOnlyMemory<byte> payload, SensorFormat format)
    {
        var (rule, priority, drops) = format is SensorFormat.FalcoProtobuf ? FromProtobuf(payload) : FromJson(payload);
        var usual = KindOf(notice).UsualSeverity();
        return new(KindOf(notice))
        {
            Reason = rule,
            Lost = notice is SensorNotice.FalcoDrops ? Math.Max(0, drops) : 0,
            Severity = priority > usual ? priority : usual,
        };
    }

    private static (string Rule, Severity Priority, long Drops) FromProtobuf(ReadOnlyMemory<byte> payload)
    {
        var alert = Alert.Parser.ParseFrom(payload.Span);
        alert.OutputFields.TryGetValue(DropCount, out var drops);
        return (alert.Rule, (Severity)(7 - Math.Clamp((int)alert.Priority, 0, 7)), Number(drops));
    }

    private static (string Rule, Severity Priority, long Drops) FromJson(ReadOnlyMemory<byte> payload)
    {
        using var json = JsonDocument.Parse(payload[Math.Max(0, payload.Span.IndexOf((byte)'{'))..]); // a log may have written its own words before
        var root = json.RootElement;
        root.TryGetProperty("rule", out var rule);
        root.TryGetProperty("priority", out var priority);
        var drops = root.TryGetProperty("output_fields", out var fields) && fields.ValueKind is JsonValueKind.Object
            && fields.TryGetProperty(DropCount, out var count) ? count : default;
        return (
            Text(rule),
            Severities.TryParse(Text(priority), out var severity) ? severity : default,
            drops.ValueKind is JsonValueKind.Number ? Number(drops.GetRawText()) : Number(Text(drops)));
    }

    private static string Text(JsonElement element) => element.ValueKind is JsonValueKind.String ? element.GetString() ?? "" : "";

    private static long Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static GetEventsResponse Response(ReadOnlyMemory<byte> payload, SensorFormat format) => format is SensorFormat.TetragonProtobuf
        ? GetEventsResponse.Parser.ParseFrom(payload.Span)
        : Lenient.Parse<GetEventsResponse>(System.Text.Encoding.UTF8.GetString(payload.Span));

    private static HealthEvent Tetragon(SensorNotice notice, GetEventsResponse response) => notice switch
    {
        SensorNotice.TetragonThrottle when response.ProcessThrottle is { } throttle =>
            new(throttle.Type is ThrottleType.ThrottleStop ? HealthKind.SensorUnthrottled : HealthKind.SensorThrottled)
            {
                Reason = throttle.Cgroup.Length > 0 ? throttle.Cgroup : "a cgroup that it does not name",
            },
        SensorNotice.TetragonRateLimit when response.RateLimitInfo is { } rate => new(HealthKind.SensorDrops)
        {
            Reason = "the rate limit of its export",
            Lost = (long)Math.Min(rate.NumberOfDroppedProcessEvents, long.MaxValue),
        },
        _ => throw new FormatException("not the event that the notice says"),
    };
}
