using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>Elasticsearch's words on what is wrong: of one document or of a whole request.</summary>
internal readonly record struct BulkError(string Type, string Reason)
{
    private const int MaxReasonLength = 1_000;

    /// <summary>Reads an <c>error</c> object; what causes it is often the only part that helps.</summary>
    public static BulkError Read(JsonElement error)
    {
        if (error.ValueKind is not JsonValueKind.Object)
        {
            return new("error", PlainText.OneLine(error.ValueKind is JsonValueKind.String ? Text(error) : error.ValueKind.ToString(), MaxReasonLength));
        }

        var reason = Text(error, "reason");
        if (error.TryGetProperty("caused_by", out var cause) && cause.ValueKind is JsonValueKind.Object)
        {
            reason = $"{reason} ({Text(cause, "type")}: {Text(cause, "reason")})";
        }

        return new(Text(error, "type"), PlainText.OneLine(reason, MaxReasonLength));
    }

    /// <summary>Reads the body of an answer that is not 200; null when it is not Elasticsearch's.</summary>
    public static BulkError? ReadAnswer(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error)
                ? Read(error)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: text that is not Unicode
        {
            return null;
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? Text(value) : "";

    // A reason quotes the document, and a document may have text that is not Unicode: that must not cost us the whole answer.
    private static string Text(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(text)).Trim('"');
        }
    }
}
