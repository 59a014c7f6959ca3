using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>Takes a list of filters apart into its objects, each with the line where it begins.</summary>
internal static class FilterText
{
    private static readonly JsonReaderOptions Many = new() { AllowMultipleValues = true };

    /// <exception cref="FormatException">It is no JSON, or has something else than objects.</exception>
    public static IReadOnlyList<(int Line, JsonObject Json)> Objects(string? text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text ?? "");
        var objects = new List<(int, JsonObject)>();
        var reader = new Utf8JsonReader(utf8, Many);
        try
        {
            while (!utf8.AsSpan((int)reader.BytesConsumed).Trim(" \t\r\n"u8).IsEmpty && reader.Read())
            {
                var line = Line(utf8, reader.TokenStartIndex);
                var found = JsonNode.Parse(ref reader) as JsonObject
                    ?? throw new FormatException($"line {line}: a filter is a JSON object, for instance {{\"event_set\":[\"PROCESS_EXEC\"]}}");
                _ = found.Count; // names that are there twice show here
                objects.Add((line, found));
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException($"line {Line(utf8, Math.Min(reader.BytesConsumed, utf8.Length))}: not JSON: {e.Message}", e);
        }

        return objects;
    }

    private static int Line(byte[] utf8, long at) => utf8.AsSpan(0, (int)at).Count((byte)'\n') + 1;
}
