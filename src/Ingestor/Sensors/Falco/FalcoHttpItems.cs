using System.Buffers;
using System.Text.Json;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>
/// Walks over what a body holds: one alert, an array of them, or several separated by line ends or by nothing. Brackets and commas outside an
/// alert only separate, so every byte is in an item or is a separator. Never throws, decodes nothing, and reads a body a few times at most,
/// whatever is in it.
/// </summary>
internal ref struct FalcoHttpItems(ReadOnlySpan<byte> body)
{
    /// <summary>What the Enricher's reader takes, too.</summary>
    private const int MaxDepth = 64;

    /// <summary>Each costs an exception: a sender of so many has nothing better further on.</summary>
    private const int MostUnreadable = 100;

    /// <summary>How often the body may be read over in search of where the next item begins.</summary>
    private const int MostReadings = 4;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, AllowMultipleValues = true };

    // The last: every text of RFC 7464 begins with it.
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t\r\n,[]\u001E"u8);

    private readonly ReadOnlySpan<byte> _body = body;
    private int _at;
    private int _unreadable;
    private long _wasted;

    /// <summary>Where the item begins.</summary>
    public int Start { get; private set; }

    /// <summary>Its bytes, as they came.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Why it is no alert; null when it is one.</summary>
    public string? Problem { get; private set; }

    /// <summary>How many items there were so far.</summary>
    public int Count { get; private set; }

    /// <summary>Goes to the next item; false at the end.</summary>
    public bool MoveNext()
    {
        SkipSeparators();
        if (_at == _body.Length)
        {
            return false;
        }

        Start = _at;
        var rest = _body[_at..];
        if (_unreadable > MostUnreadable || _wasted > (long)MostReadings * _body.Length)
        {
            Take(rest.TrimEnd(" \t\r\n"u8), "too much before it is not readable, so nothing more is read");
        }
        else
        {
            TakeValue(rest);
        }

        return true;
    }

    private void TakeValue(ReadOnlySpan<byte> rest)
    {
        var reader = new Utf8JsonReader(rest, isFinalBlock: true, new JsonReaderState(Options));
        try
        {
            var problem = FalcoAlertShape.Problem(ref reader);
            Take(rest[..(int)reader.BytesConsumed], problem);
        }
        catch (JsonException e)
        {
            _unreadable++;
            _wasted += reader.BytesConsumed;
            Take(rest[..EndOfUnreadable(rest)], $"it is not JSON: {Sentence(e.Message)}");
        }
    }

    private void Take(ReadOnlySpan<byte> item, string? problem)
    {
        Count++;
        Current = item;
        Problem = problem;
        _at += item.Length;
    }

    private void SkipSeparators()
    {
        if (_at == 0 && _body.StartsWith("\uFEFF"u8))
        {
            _at = 3;
        }

        var next = _body[_at..].IndexOfAnyExcept(Separators);
        _at = next < 0 ? _body.Length : _at + next;
    }

    // The next line that begins like an object is another item: a raw line end is never inside a JSON string, so that what an attacker
    // put into an event cannot pass for an item of its own.
    private static int EndOfUnreadable(ReadOnlySpan<byte> rest)
    {
        for (var from = 1; from < rest.Length;)
        {
            var lineEnd = rest[from..].IndexOfAny((byte)'\n', (byte)'\r');
            if (lineEnd < 0)
            {
                return rest.Length;
            }

            var next = rest[(from + lineEnd)..].IndexOfAnyExcept(" \t\r\n"u8);
            if (next < 0 || rest[from + lineEnd + next] == '{')
            {
                return from + lineEnd;
            }

            from += lineEnd + next;
        }

        return rest.Length;
    }

    // Without the reader's own position: it counts from the item, the answer from the body.
    private static string Sentence(string message) => message.Split(" LineNumber:", 2)[0];
}
