using System.Text.Json;

namespace Eyrie.Contracts;

/// <summary>The only writer and the only reader of a <see cref="HealthEvent"/>. The fields are in the README.</summary>
public static class HealthEventCodec
{
    private const int LongestText = 2_000;

    /// <summary>Writes an event as one line of ASCII: whatever a sensor put into it, no other field and no other line comes of it.</summary>
    public static byte[] Write(HealthEvent health)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", health.Kind.Word());
            json.WriteNumber("number", health.Number);
            json.WriteString("time", health.Time.ToString());
            json.WriteString("severity", health.Severity.Word());
            WriteText(json, "key", health.Key);
            WriteText(json, "node", health.Node);
            WriteText(json, "message", health.Message);
            WriteText(json, "reason", health.Reason);
            WriteSensor(json, health);
            WriteCounts(json, health);
            if (health.Since is { } since)
            {
                json.WriteString("since", since.ToString());
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads an event; fields that a later version adds are passed over.</summary>
    /// <exception cref="FormatException">It is no health event; the message says what is wrong.</exception>
    public static HealthEvent Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"not a health event in JSON: {e.Message}", e); // InvalidOperation: text that is not Unicode
        }
    }

    private static void WriteSensor(Utf8JsonWriter json, HealthEvent health)
    {
        json.WriteStartObject("sensor");
        WriteText(json, "name", health.Sensor);
        WriteText(json, "type", health.Type);
        WriteText(json, "address", health.Address);
        WriteText(json, "version", health.Version);
        WriteText(json, "previous_version", health.PreviousVersion);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, HealthEvent health)
    {
        json.WriteStartObject("counts");
        json.WriteNumber("occurrences", health.Occurrences);
        json.WriteNumber("lost", health.Lost);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text.AsSpan(0, Math.Min(text.Length, LongestText)));
        }
    }

    private static HealthEvent Read(JsonElement root)
    {
        if (!HealthKinds.TryParse(Text(root, "kind"), out var kind))
        {
            throw new FormatException($"not a health event: its kind is '{Text(root, "kind")}', which is none of ours");
        }

        var sensor = Find(root, "sensor");
        var counts = Find(root, "counts");
        return new(kind)
        {
            Time = EventTime.TryParse(Text(root, "time"), out var time) ? time : default,
            Number = Number(root, "number"),
            Severity = Severities.TryParse(Text(root, "severity"), out var severity) ? severity : kind.UsualSeverity(),
            Node = Text(root, "node"),
            Message = Text(root, "message"),
            Reason = Text(root, "reason"),
            Sensor = Text(sensor, "name"),
            Type = Text(sensor, "type"),
            Address = Text(sensor, "address"),
            Version = Text(sensor, "version"),
            PreviousVersion = Text(sensor, "previous_version"),
            Occurrences = Math.Max(1, Number(counts, "occurrences")),
            Lost = Math.Max(0, Number(counts, "lost")),
            Since = EventTime.TryParse(Text(root, "since"), out var since) ? since : null,
        };
    }

    private static JsonElement Find(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var found) ? found : default;

    private static string Text(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : "";

    private static long Number(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : 0;
}
