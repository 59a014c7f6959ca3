using System.Text.Json;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Walks over the outermost members of a JSON object without decoding their values. Ends at the first bytes that are no JSON; each byte is
/// looked at once.
/// </summary>
internal ref struct JsonMembers
{
    // Deeper than any sensor writes; what is deeper still ends the walk.
    private const int DeepestLevel = 128;

    private Utf8JsonReader _reader;

    public JsonMembers(ReadOnlySpan<byte> json) =>
        _reader = new(json, new JsonReaderOptions { MaxDepth = DeepestLevel, CommentHandling = JsonCommentHandling.Disallow });

    /// <summary>The member's name as it is written; empty when it has escapes, which no sensor's own names have.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Where its value is when it is a string without escapes, the quotes left out; else empty.</summary>
    public Range Text { get; private set; }

    /// <summary>Goes to the next member; false at the end.</summary>
    public bool MoveNext()
    {
        try
        {
            return TryMoveNext();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryMoveNext()
    {
        if (_reader.TokenType is JsonTokenType.None && !(_reader.Read() && _reader.TokenType is JsonTokenType.StartObject))
        {
            return false;
        }

        if (!_reader.Read() || _reader.TokenType is not JsonTokenType.PropertyName)
        {
            return false;
        }

        Name = _reader.ValueIsEscaped ? [] : _reader.ValueSpan;
        if (!_reader.Read())
        {
            return false;
        }

        Text = _reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false } ? TextRange() : default;
        _reader.Skip();
        return true;
    }

    private readonly Range TextRange()
    {
        var start = (int)_reader.TokenStartIndex + 1;
        return new(start, start + _reader.ValueSpan.Length);
    }
}
