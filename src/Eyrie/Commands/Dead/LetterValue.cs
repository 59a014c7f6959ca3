using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Demo;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Letters;

namespace Eyrie.Commands.Dead;

/// <summary>What a letter holds, for a terminal or as JSON. A sensor's event is shown to who asks for it: its secrets are not blanked.</summary>
internal static class LetterValue
{
    private const int MostBytes = 64 * 1024;
    private const int BytesPerLine = 16;

    /// <summary>It is a document of ours, in which secrets are blanked; else a sensor's own event.</summary>
    public static bool IsDocument(Letter letter) =>
        letter.Stage is Letter.Stages.Sinks || (letter.Stage is Letter.Stages.Enricher && letter.Headers.Text(RecordHeaders.Format) is null);

    /// <summary>Writes headers, what was done with it, and the value.</summary>
    public static void Write(TextWriter output, Letter letter, IReadOnlyList<Letter> markers, bool isShown)
    {
        output.WriteLine($"letter: {letter.Id}");
        output.WriteLine($"written: {letter.Written}");
        foreach (var marker in markers)
        {
            output.WriteLine($"settled: {LetterText.Line(marker)}");
        }

        output.WriteLine($"key: {(letter.Key is null ? "none" : LetterText.Safe(letter.Key, 300))}");
        output.WriteLine("headers:");
        foreach (var header in letter.Headers)
        {
            output.WriteLine($"  {SafeText.OneLine(header.Key)}: {SafeText.OneLine(Encoding.UTF8.GetString(header.GetValueBytes() ?? []), 4_000)}");
        }

        output.WriteLine(Title(letter));
        if (isShown)
        {
            WriteValue(output, letter);
        }
        else if (letter.Value.Length > 0)
        {
            output.WriteLine("  A sensor's own event: passwords and keys on command lines are as they were. --raw shows it, --output FILE keeps it.");
        }
    }

    /// <summary>The same as JSON.</summary>
    public static JsonObject Json(Letter letter, IReadOnlyList<Letter> markers, bool isShown)
    {
        var headers = new JsonArray();
        foreach (var header in letter.Headers)
        {
            headers.Add(new JsonObject { ["name"] = header.Key, ["value"] = Encoding.UTF8.GetString(header.GetValueBytes() ?? []) });
        }

        var json = JsonSerializer.SerializeToNode(LetterFacts.Of(letter), DeadCommand.Json)!.AsObject();
        json["key"] = letter.Key;
        json["headers"] = headers;
        json["markers"] = new JsonArray([.. markers.Select(marker => JsonSerializer.SerializeToNode(LetterFacts.Of(marker), DeadCommand.Json))]);
        if (!isShown)
        {
            json["withheld"] = "a sensor's own event, secrets are not blanked: --raw";
        }
        else if (Document(letter) is { } document)
        {
            json["document"] = document;
        }
        else
        {
            json["base64"] = Convert.ToBase64String(letter.Value);
        }

        return json;
    }

    private static string Title(Letter letter) => (letter.Value.Length, letter.Size) switch
    {
        (0, { } size) => $"value: not kept, it had {size} bytes{Where(letter)}",
        (0, null) => $"value: empty{Where(letter)}",
        (var bytes, { } size) => $"value: the first {bytes} of {size} bytes{Where(letter)}",
        var (bytes, _) => $"value: {bytes} bytes",
    };

    private static string Where(Letter letter) => letter.Source is { } source
        ? string.Create(CultureInfo.InvariantCulture, $"; the record was {LetterText.Safe(source.Topic, 260)} partition {source.Partition.Value} offset {source.Offset.Value}")
        : "";

    private static void WriteValue(TextWriter output, Letter letter)
    {
        if (Document(letter) is { } document)
        {
            output.WriteLine(document.ToJsonString(DeadCommand.Json));
            return;
        }

        var shown = letter.Value.AsSpan(0, Math.Min(letter.Value.Length, MostBytes));
        for (var at = 0; at < shown.Length; at += BytesPerLine)
        {
            var line = shown.Slice(at, Math.Min(BytesPerLine, shown.Length - at));
            output.WriteLine($"  {at:x8}  {Hex(line),-(BytesPerLine * 3)} {Ascii(line)}");
        }

        if (shown.Length < letter.Value.Length)
        {
            output.WriteLine($"  and {letter.Value.Length - shown.Length} bytes more: --output FILE keeps all");
        }
    }

    private static JsonNode? Document(Letter letter)
    {
        try
        {
            var document = letter.Value.Length > 0 && letter.Value[0] is (byte)'{' ? JsonNode.Parse(letter.Value) : null;
            document?.ToJsonString(DeadCommand.Json); // half a surrogate, for instance, is found out about only when it is written
            return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null; // cut, or never was JSON: its bytes are shown
        }
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(BytesPerLine * 3);
        foreach (var value in bytes)
        {
            text.Append(value.ToString("x2", CultureInfo.InvariantCulture)).Append(' ');
        }

        return text.ToString();
    }

    private static string Ascii(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(BytesPerLine);
        foreach (var value in bytes)
        {
            text.Append(value is >= 0x20 and < 0x7f ? (char)value : '.');
        }

        return text.ToString();
    }
}
