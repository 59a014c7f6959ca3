namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Walks over the outermost fields of a protobuf message without decoding what is in them. Ends at the first bytes that are no field, and
/// at groups, which no sensor writes: every step moves on, so the walk is over after as many steps as there are bytes.
/// </summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;
    private const int LongestVarint = 10;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _next;

    /// <summary>The field's number.</summary>
    public int Number { get; private set; }

    /// <summary>Its value when it is a varint; else 0.</summary>
    public ulong Integer { get; private set; }

    /// <summary>Where its bytes are when it is a string, bytes or a message; else empty.</summary>
    public Range Bytes { get; private set; }

    /// <summary>Whether it is a string, bytes or a message.</summary>
    public bool HasBytes { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool MoveNext()
    {
        if (!TryReadVarint(out var tag) || tag >> 3 is 0 or > int.MaxValue)
        {
            return false;
        }

        (Number, Integer, Bytes, HasBytes) = ((int)(tag >> 3), 0, default, false);
        return (int)(tag & 7) switch
        {
            Varint => TryReadInteger(),
            Fixed64 => TrySkip(sizeof(ulong)),
            Delimited => TryReadBytes(),
            Fixed32 => TrySkip(sizeof(uint)),
            _ => false,
        };
    }

    private bool TryReadInteger()
    {
        var read = TryReadVarint(out var value);
        Integer = value;
        return read;
    }

    private bool TryReadBytes()
    {
        if (!TryReadVarint(out var length) || length > (ulong)(_message.Length - _next))
        {
            return false;
        }

        HasBytes = true;
        Bytes = new(_next, _next + (int)length);
        _next += (int)length;
        return true;
    }

    private bool TrySkip(int bytes)
    {
        _next += bytes;
        return _next <= _message.Length;
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < LongestVarint && _next < _message.Length; i++)
        {
            var part = _message[_next++];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
