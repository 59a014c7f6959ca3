using System.Text.Json;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>An event of a type that our definitions do not have: older, newer or another edition's.</summary>
internal sealed class UnknownTetragonEvent
{
    /// <summary>Its name in JSON, <c>event_13</c> for field 13 in protobuf.</summary>
    public required string Name { get; init; }

    public string NodeName { get; init; } = "";

    public Timestamp? Time { get; init; }

    public Process? Process { get; private set; }

    public Process? Parent { get; private set; }

    /// <summary>All else that it says, flat.</summary>
    public List<KeyValuePair<string, string>> Fields { get; } = [];

    /// <summary>Names the event by the first field that is not known.</summary>
    /// <exception cref="FormatException">There is none: the message carries no event.</exception>
    public static UnknownTetragonEvent FromProtobuf(ReadOnlySpan<byte> payload)
    {
        using var input = new CodedInputStream(payload.ToArray());
        try
        {
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                var number = WireFormat.GetTagFieldNumber(tag);
                if (number is < 1000 or > 1004 && WireFormat.GetTagWireType(tag) is WireFormat.WireType.LengthDelimited)
                {
                    return new() { Name = $"event_{number}" };
                }

                input.SkipLastField();
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FormatException($"not a tetragon.GetEventsResponse: {e.Message}", e);
        }

        throw new FormatException("the GetEventsResponse carries no event");
    }

    /// <summary>Reads what can be read; null when the JSON is not an object with an event in it.</summary>
    public static UnknownTetragonEvent? FromJson(ReadOnlySpan<byte> payload)
    {
        try
        {
            return Read(UnicodeRepair.Repair(payload));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static UnknownTetragonEvent? Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Object && property.Name is not ("node_labels" or "aggregation_info"))
            {
                return Read(document.RootElement, property);
            }
        }

        return null;
    }

    private static UnknownTetragonEvent Read(JsonElement root, JsonProperty said)
    {
        var unknown = new UnknownTetragonEvent
        {
            Name = said.Name,
            NodeName = Text(root, "node_name") ?? "",
            Time = Contracts.EventTime.TryParse(Text(root, "time"), out var time)
                ? new() { Seconds = time.UnixNanoseconds / 1_000_000_000, Nanos = (int)(time.UnixNanoseconds % 1_000_000_000) }
                : null,
        };
        unknown.Process = unknown.ReadProcess(said.Value, "process");
        unknown.Parent = unknown.ReadProcess(said.Value, "parent");
        foreach (var property in said.Value.EnumerateObject())
        {
            if (property.Name is not ("process" or "parent" or "ancestors"))
            {
                unknown.Add(property.Name, property.Value);
            }
        }

        return unknown;
    }

    /// <summary>A field's text; null when it was not said.</summary>
    public string? Text(string name)
    {
        foreach (var (key, value) in Fields)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    private void Add(string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            Fields.Add(new(name, value));
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;

    private void Add(string name, JsonElement value)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(value.GetRawText()));
        reader.Read();
        JsonFlattening.Flatten(ref reader, name, Add);
    }

    private Process? ReadProcess(JsonElement element, string name) =>
        element.TryGetProperty(name, out var process) && process.ValueKind is JsonValueKind.Object
            ? TetragonReader.ReadProcess(process.GetRawText()) ?? ReadReadable(process, name)
            : null;

    // One property that is other than we know must not cost the others; it stays as it is.
    private Process? ReadReadable(JsonElement process, string name)
    {
        var readable = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in process.EnumerateObject())
        {
            var alone = JsonSerializer.Serialize(new Dictionary<string, JsonElement> { [property.Name] = property.Value });
            if (TetragonReader.ReadProcess(alone) is null)
            {
                Add($"{name}.{property.Name}", property.Value);
            }
            else
            {
                readable[property.Name] = property.Value;
            }
        }

        return TetragonReader.ReadProcess(JsonSerializer.Serialize(readable));
    }
}
