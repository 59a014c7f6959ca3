using System.Buffers;
using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>What a line had: an event's bytes; with a reason, bytes that are none.</summary>
internal readonly record struct LineOutcome(byte[] Payload, string? Reason, string? Error);

/// <summary>
/// Finds the events in one file's lines: JSON objects, freed of what was written around them, each in an array of its own, so that its id
/// is that of the same event from another intake. Never fails, whatever the bytes are; what an object means is not asked.
/// </summary>
internal sealed class LineEvents(SensorFormat format, int maxLineBytes)
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1024 };

    private static readonly SearchValues<byte> ClockCharacters = SearchValues.Create("0123456789:."u8);

    private readonly PartialLines _partial = new(maxLineBytes);
    private byte[] _scratch = [];

    /// <summary>Where the oldest line begins whose pieces have not all come; null when there is none.</summary>
    public long? OldestPartial => _partial.Oldest;

    /// <summary>Takes a line.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="isCut">It is longer than allowed.</param>
    /// <param name="outcomes">Where to put what it had.</param>
    public void Take(ReadOnlySpan<byte> line, long at, bool isCut, List<LineOutcome> outcomes)
    {
        line = TrimStart(line).TrimEnd((byte)'\r'); // spaces at its end belong to a line that goes on
        if (isCut)
        {
            outcomes.Add(TooLarge(line));
        }
        else if (ContainerLine.TryCri(line, out var container, out var text))
        {
            TakePiece(container, text, at, outcomes);
        }
        else if (ContainerLine.TryDocker(line, ref _scratch, out container, out var length))
        {
            TakePiece(container, _scratch.AsSpan(0, length), at, outcomes);
        }
        else
        {
            TakeText(line, outcomes);
        }
    }

    /// <summary>No further line will come: what waits for the rest of its line is no event.</summary>
    public void End(List<LineOutcome> outcomes)
    {
        foreach (var isError in (ReadOnlySpan<bool>)[false, true])
        {
            if (_partial.IsOpen(isError))
            {
                TakeJoined(isError, outcomes);
            }
        }
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => TrimStart(text).TrimEnd(" \t\r\n"u8);

    private static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\n"u8);
        return text.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..].TrimStart(" \t"u8) : text;
    }

    private void TakePiece(ContainerLine container, ReadOnlySpan<byte> text, long at, List<LineOutcome> outcomes)
    {
        if (!container.IsPart && !_partial.IsOpen(container.IsError))
        {
            TakeText(text, outcomes);
            return;
        }

        _partial.Add(container.IsError, text, at);
        if (!container.IsPart)
        {
            TakeJoined(container.IsError, outcomes);
        }
    }

    private void TakeJoined(bool isError, List<LineOutcome> outcomes)
    {
        var line = _partial.Close(isError, out var isCut);
        if (isCut)
        {
            outcomes.Add(TooLarge(line));
        }
        else
        {
            TakeText(line, outcomes);
        }
    }

    private void TakeText(ReadOnlySpan<byte> text, List<LineOutcome> outcomes)
    {
        var whole = text = Trim(text);
        if (text.Length == 0)
        {
            return;
        }

        text = text[0] == '{' ? text : text[LinePrefix.LengthOf(text)..];
        if (text is not [(byte)'{', ..])
        {
            outcomes.Add(new(whole.ToArray(), RejectReasons.Unreadable, WhyNoObject(whole)));
            return;
        }

        while (text.Length > 0) // a writer that was killed may leave an object without a line's end behind
        {
            if (!TryObject(text, out var length, out var error))
            {
                outcomes.Add(new(text.ToArray(), RejectReasons.Unreadable, error));
                return;
            }

            outcomes.Add(new(text[..length].ToArray(), null, null));
            text = text[length..].TrimStart(" \t\r\n"u8);
        }
    }

    private static bool TryObject(ReadOnlySpan<byte> text, out int length, out string error)
    {
        (length, error) = (0, "");
        if (text[0] != '{')
        {
            error = "there is something behind the JSON object";
            return false;
        }

        var json = new Utf8JsonReader(text, isFinalBlock: true, new JsonReaderState(Deep));
        try
        {
            json.Read();
            json.Skip();
            length = (int)json.BytesConsumed;
            return true;
        }
        catch (JsonException)
        {
            error = $"it begins as a JSON object, but is no whole one: it goes wrong at byte {json.BytesConsumed} of {text.Length}";
            return false;
        }
    }

    private LineOutcome TooLarge(ReadOnlySpan<byte> line) => new(
        line.ToArray(), RejectReasons.TooLarge, $"the line is longer than sensors[].maxLineBytes ({maxLineBytes}); this is its beginning");

    private string WhyNoObject(ReadOnlySpan<byte> text) => IsFalcoText(text)
        ? "this is Falco's text output; set json_output: true in falco.yaml"
        : "no JSON object, and no prefix that is known (CRI, docker, syslog, journald, kubectl, docker compose) before one";

    /// <summary><c>03:04:05.123456789: Warning ...</c></summary>
    private bool IsFalcoText(ReadOnlySpan<byte> text)
    {
        if (format is not SensorFormat.FalcoJson)
        {
            return false;
        }

        text = text[LinePrefix.LengthOf(text)..];
        return text.Length > 20 && text[2] == ':' && text[5] == ':' && text[8] == '.'
            && text[..10].IndexOfAnyExcept(ClockCharacters) < 0;
    }
}
