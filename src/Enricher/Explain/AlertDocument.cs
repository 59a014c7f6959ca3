using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Explain;

/// <summary>An alert as somebody has it: from the topic, the file sink, Elasticsearch or Kibana.</summary>
public sealed class AlertDocument
{
    private AlertDocument(FlatDocument fields, string id, string json) => (Fields, Id, Json) = (fields, id, json);

    /// <summary>The document itself, unwrapped.</summary>
    public string Json { get; }

    /// <summary>The event's id.</summary>
    public string Id { get; }

    /// <summary>When the sensor saw it; null when it does not say.</summary>
    public EventTime? Time => EventTime.TryParse(Fields["@timestamp"], out var time) ? time : null;

    /// <summary>When the Ingestor had read it; null when it does not say.</summary>
    public EventTime? Received => EventTime.TryParse(Fields["event.created"], out var time) ? time : null;

    /// <summary>The node; null when it does not say.</summary>
    public string? Node => Fields["host.name"];

    internal FlatDocument Fields { get; }

    /// <summary>Reads a document; one that Elasticsearch has wrapped (<c>_source</c>, a search's single hit) is unwrapped.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static AlertDocument Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = Unwrap(document.RootElement);
            var fields = FlatDocument.Of(root);
            return new(fields, fields["event.id"] ?? throw new FormatException("the document has no event.id: it is no alert of Eyrie's"), root.GetRawText());
        }
        catch (JsonException e)
        {
            throw new FormatException(SeveralLines(json.Span)
                ? "it is not one JSON document; of a file with one a line, pass one: what 'sed -n 1p FILE' says, by a pipe to this command with '-' for the file"
                : $"it is no JSON: {e.Message}", e);
        }
    }

    private static bool SeveralLines(ReadOnlySpan<byte> json) => json.TrimEnd("\r\n "u8).Contains((byte)'\n');

    private static JsonElement Unwrap(JsonElement root)
    {
        if (root is { ValueKind: JsonValueKind.Array } && root.GetArrayLength() == 1)
        {
            return Unwrap(root[0]);
        }

        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException("it is no JSON object");
        }

        return root.TryGetProperty("_source", out var source) && source.ValueKind is JsonValueKind.Object ? source
            : root.TryGetProperty("hits", out var hits) && hits.ValueKind is JsonValueKind.Object && hits.TryGetProperty("hits", out var list)
                && list.ValueKind is JsonValueKind.Array ? Only(list)
            : root;
    }

    private static JsonElement Only(JsonElement hits) => hits.GetArrayLength() == 1
        ? Unwrap(hits[0])
        : throw new FormatException($"the search has {hits.GetArrayLength()} hits; pass one alert");
}
