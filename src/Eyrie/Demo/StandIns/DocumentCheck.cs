using System.Text.Json;
using System.Text.Unicode;

namespace Eyrie.Demo.StandIns;

/// <summary>What Elasticsearch refuses in a document for a data stream, whatever the mapping says.</summary>
internal static class DocumentCheck
{
    /// <summary>How documents are read: no name twice, nested as deep as Elasticsearch's parser goes.</summary>
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 1_000 };

    /// <summary>Why the document is refused; null when it is taken.</summary>
    public static string? Problem(ReadOnlyMemory<byte> document)
    {
        if (!Utf8.IsValid(document.Span))
        {
            return "Invalid UTF-8";
        }

        try
        {
            using var json = JsonDocument.Parse(document, Strict);
            return json.RootElement.ValueKind is JsonValueKind.Object ? TimestampProblem(json.RootElement) : "the document is no object";
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private static string? TimestampProblem(JsonElement document) =>
        !document.TryGetProperty("@timestamp", out var timestamp) || timestamp.ValueKind is JsonValueKind.Null
            ? "data stream timestamp field [@timestamp] is missing"
        : timestamp.ValueKind is JsonValueKind.Array && timestamp.GetArrayLength() != 1 ? "data stream timestamp field [@timestamp] encountered multiple values"
        : null;
}
