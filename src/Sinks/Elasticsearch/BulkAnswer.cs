using System.Text.Json;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>What became of one document.</summary>
/// <param name="Status">Its own HTTP status.</param>
/// <param name="ErrorType">Elasticsearch's name for what is wrong; null when nothing is.</param>
/// <param name="ErrorReason">The same in words.</param>
/// <param name="FailureStored">It did not fit the mappings, and is in the failure store of its data stream.</param>
internal readonly record struct BulkItem(int Status, string? ErrorType, string? ErrorReason, bool FailureStored)
{
    /// <summary>What Elasticsearch said, for a log line or a dead letter.</summary>
    public string Words => ErrorType is null ? $"{Status}" : $"{Status} {ErrorType}: {ErrorReason}";
}

/// <summary>Reads the answer to a <c>_bulk</c> request.</summary>
internal static class BulkAnswer
{
    /// <summary>What became of each document, in the order in which they were sent.</summary>
    /// <exception cref="FormatException">It is no such answer, or one for another number of documents.</exception>
    public static List<BulkItem> Read(ReadOnlySpan<byte> answer, int expected)
    {
        var items = new List<BulkItem>(expected);
        try
        {
            var json = new Utf8JsonReader(answer);
            ReadAnswer(ref json, items);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"it is not JSON as _bulk answers it ({e.Message})", e);
        }

        return items.Count == expected
            ? items
            : throw new FormatException($"it speaks of {items.Count} documents, {expected} were sent");
    }

    private static void ReadAnswer(ref Utf8JsonReader json, List<BulkItem> items)
    {
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("items"u8))
            {
                Expect(ref json, JsonTokenType.StartArray);
                while (json.Read() && json.TokenType is JsonTokenType.StartObject)
                {
                    Expect(ref json, JsonTokenType.PropertyName); // the operation
                    Expect(ref json, JsonTokenType.StartObject);
                    items.Add(ReadItem(ref json));
                    Expect(ref json, JsonTokenType.EndObject);
                }
            }
            else
            {
                json.Skip();
            }
        }
    }

    private static BulkItem ReadItem(ref Utf8JsonReader json)
    {
        var item = default(BulkItem);
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("status"u8))
            {
                json.Read();
                item = item with { Status = json.GetInt32() };
            }
            else if (json.ValueTextEquals("failure_store"u8))
            {
                json.Read();
                item = item with { FailureStored = json.ValueTextEquals("used"u8) };
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();
                var error = BulkError.Read(JsonElement.ParseValue(ref json));
                item = item with { ErrorType = error.Type, ErrorReason = error.Reason };
            }
            else
            {
                json.Skip();
            }
        }

        return item;
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (!json.Read() || json.TokenType != token)
        {
            throw new JsonException($"{token} expected at byte {json.TokenStartIndex}, found {json.TokenType}");
        }
    }
}
