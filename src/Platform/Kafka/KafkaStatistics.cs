using System.Text.Json;

namespace Eyrie.Platform.Kafka;

/// <summary>What a client of librdkafka says of itself. Counts are since it was made.</summary>
internal sealed record KafkaStatistics
{
    // Of what a client says of its connection to a broker: from these it tries to get back.
    private static readonly string[] Down = ["DOWN", "TRY_CONNECT", "CONNECT", "SSL_HANDSHAKE", "AUTH_LEGACY", "AUTH_HANDSHAKE", "AUTH_REQ", "REAUTH"];

    public long QueueMessages { get; init; }

    public long QueueBytes { get; init; }

    public int BrokersUp { get; init; }

    public int BrokersDown { get; init; }

    public long Requests { get; init; }

    public long RequestErrors { get; init; }

    public long RequestTimeouts { get; init; }

    public long Retries { get; init; }

    public long Connects { get; init; }

    public long Disconnects { get; init; }

    public long SentBytes { get; init; }

    public long ReceivedBytes { get; init; }

    /// <summary>Average of the broker that is slowest.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>The longest that a broker asked for.</summary>
    public TimeSpan Throttle { get; init; }

    /// <summary>Reads what the client says; null when it cannot be read.</summary>
    public static KafkaStatistics? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var all = document.RootElement;
            var brokers = all.TryGetProperty("brokers", out var found) && found.ValueKind is JsonValueKind.Object
                ? found.EnumerateObject().Select(static one => one.Value).ToArray()
                : [];
            return new()
            {
                QueueMessages = Number(all, "msg_cnt"),
                QueueBytes = Number(all, "msg_size"),
                Requests = Number(all, "tx"),
                SentBytes = Number(all, "tx_bytes"),
                ReceivedBytes = Number(all, "rx_bytes"),
                BrokersUp = brokers.Count(static one => Number(one, "nodeid") >= 0 && Text(one, "state") is "UP" or "UPDATE"),
                BrokersDown = brokers.Count(static one => Number(one, "nodeid") >= 0 && Down.Contains(Text(one, "state"))),
                RequestErrors = brokers.Sum(static one => Number(one, "txerrs")),
                RequestTimeouts = brokers.Sum(static one => Number(one, "req_timeouts")),
                Retries = brokers.Sum(static one => Number(one, "txretries")),
                Connects = brokers.Sum(static one => Number(one, "connects")),
                Disconnects = brokers.Sum(static one => Number(one, "disconnects")),
                RoundTrip = TimeSpan.FromMicroseconds(Most(brokers, "rtt", "avg")),
                Throttle = TimeSpan.FromMilliseconds(Most(brokers, "throttle", "max")),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static long Most(JsonElement[] brokers, string window, string value) =>
        brokers.Select(one => one.TryGetProperty(window, out var found) ? Number(found, value) : 0).DefaultIfEmpty().Max();

    private static long Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.Number && found.TryGetInt64(out var number) ? number : 0;

    private static string Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.String ? found.GetString()! : "";
}
