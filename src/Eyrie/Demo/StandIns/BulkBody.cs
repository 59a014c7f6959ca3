using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Eyrie.Demo.StandIns;

/// <summary>One operation of a <c>_bulk</c> request.</summary>
/// <param name="Action"><c>create</c>, <c>index</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Index">The index or data stream.</param>
/// <param name="Id">The document's id; null lets Elasticsearch make one.</param>
/// <param name="Source">The line with the document; empty for a delete.</param>
internal readonly record struct BulkOperation(string Action, string Index, string? Id, ReadOnlyMemory<byte> Source);

/// <summary>Reads the body of a <c>_bulk</c> request as strictly as Elasticsearch does.</summary>
internal static class BulkBody
{
    private const int MaxIdBytes = 512;
    private const int MaxIndexBytes = 255;
    private static readonly SearchValues<char> IndexExcludes = SearchValues.Create("\\/*?\"<>| ,#:");

    /// <summary>The operations.</summary>
    /// <param name="body">Newline-delimited JSON.</param>
    /// <param name="defaultIndex">The index in the request's path; null when there is none.</param>
    /// <exception cref="FormatException">Elasticsearch would refuse the whole request with status 400; the message is its reason.</exception>
    public static List<BulkOperation> Read(ReadOnlyMemory<byte> body, string? defaultIndex)
    {
        if (body.IsEmpty)
        {
            throw new FormatException("request body is required");
        }

        if (body.Span[^1] != '\n')
        {
            throw new FormatException("The bulk request must be terminated by a newline [\\n]");
        }

        var operations = new List<BulkOperation>();
        for (var (line, rest) = (1, body); !rest.IsEmpty; line++)
        {
            var (action, index, id) = ReadAction(TakeLine(ref rest), line);
            var source = ReadOnlyMemory<byte>.Empty;
            if (action is not "delete")
            {
                source = rest.IsEmpty ? throw new FormatException($"line {line}: the operation has no document") : TakeLine(ref rest);
                line++;
            }

            operations.Add(new(action, Checked(index ?? defaultIndex), id, source));
        }

        return operations;
    }

    private static ReadOnlyMemory<byte> TakeLine(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }

    private static (string Action, string? Index, string? Id) ReadAction(ReadOnlyMemory<byte> line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var properties = json.RootElement.EnumerateObject().ToArray();
            if (properties is not [{ Value.ValueKind: JsonValueKind.Object } action]
                || action.Name is not ("create" or "index" or "update" or "delete"))
            {
                throw Malformed(number, line);
            }

            return (action.Name, Text(action.Value, "_index"), CheckedId(Text(action.Value, "_id")));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed(number, line);
        }
    }

    private static FormatException Malformed(int number, ReadOnlyMemory<byte> line) =>
        new($"Malformed action/metadata line [{number}], expected one of [create, delete, index, update] but found "
            + $"[{SafeText.OneLine(Encoding.UTF8.GetString(line.Span), 80)}]");

    private static string? CheckedId(string? id) => id switch
    {
        "" => throw new FormatException("if _id is specified it must not be empty"),
        not null when Encoding.UTF8.GetByteCount(id) is var bytes and > MaxIdBytes =>
            throw new FormatException($"id is too long, must be no longer than {MaxIdBytes} bytes but was: {bytes}"),
        _ => id,
    };

    private static string Checked(string? index)
    {
        if (index is not { Length: > 0 })
        {
            throw new FormatException("index is missing");
        }

        var wrong = index.AsSpan().ContainsAny(IndexExcludes) || index[0] is '-' or '_' or '+'
            || index.Any(char.IsUpper) || Encoding.UTF8.GetByteCount(index) > MaxIndexBytes;
        return wrong ? throw new FormatException($"Invalid index name [{SafeText.OneLine(index, 80)}]") : index;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
