using System.Buffers;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// Knows what syslog, journald, kubectl and docker compose put before a line. Only what is known is passed over: whoever took any text
/// before a '{' for a prefix would let a command line inside a text alert pose as an alert.
/// </summary>
internal static class LinePrefix
{
    private static readonly SearchValues<byte> IsoCharacters = SearchValues.Create("0123456789TtZz:.+-"u8);

    /// <summary>Where the text after the prefix begins; 0 without a prefix.</summary>
    public static int LengthOf(ReadOnlySpan<byte> line)
    {
        var cursor = new ByteCursor(line);
        if (line is [(byte)'[', ..] && !cursor.TryPass(SkipPodName(line)))
        {
            return 0;
        }

        var hasPriority = TryPriority(ref cursor);
        if (hasPriority && cursor.TryWord("1 "u8))
        {
            return TryModernHeader(ref cursor) ? cursor.At : 0;
        }

        if (TryTime(ref cursor))
        {
            return cursor.Next is (byte)'{' || TryTag(ref cursor, words: 2) ? cursor.At : 0;
        }

        if (hasPriority)
        {
            return TryTag(ref cursor, words: 1) ? cursor.At : 0;
        }

        return cursor.At > 0 || TryService(ref cursor) ? cursor.At : 0;
    }

    /// <summary><c>2026-01-02T03:04:05.123Z </c> or <c>2026-01-02T03:04:05+01:00 </c>.</summary>
    public static bool TryIsoTime(ref ByteCursor cursor)
    {
        var rest = cursor.Rest;
        if (rest.Length < 20 || rest[4] != '-' || rest[7] != '-' || rest[10] is not ((byte)'T' or (byte)'t'))
        {
            return false;
        }

        var length = rest.IndexOfAnyExcept(IsoCharacters);
        return length is >= 19 and <= 40 && cursor.TryPass(length) && cursor.TrySpaces();
    }

    private static bool TryTime(ref ByteCursor cursor) => TryIsoTime(ref cursor) || TryOldTime(ref cursor);

    /// <summary><c>Jan  2 03:04:05 </c>, with fractions if it likes.</summary>
    private static bool TryOldTime(ref ByteCursor cursor)
    {
        var attempt = cursor;
        if (attempt.Rest is not [>= (byte)'A' and <= (byte)'Z', >= (byte)'a' and <= (byte)'z', >= (byte)'a' and <= (byte)'z', (byte)' ', ..])
        {
            return false;
        }

        attempt.TryPass(3);
        attempt.TrySpaces();
        if (!attempt.TryAny("0123456789"u8, atMost: 2) || !attempt.TrySpaces() || !attempt.TryAny("0123456789:."u8, atMost: 24) || !attempt.TrySpaces())
        {
            return false;
        }

        cursor = attempt;
        return true;
    }

    /// <summary><c>&lt;134&gt;</c>.</summary>
    private static bool TryPriority(ref ByteCursor cursor)
    {
        var attempt = cursor;
        if (!attempt.TryWord("<"u8) || !attempt.TryAny("0123456789"u8, atMost: 3) || !attempt.TryWord(">"u8))
        {
            return false;
        }

        cursor = attempt;
        return true;
    }

    /// <summary>The host if there is one, then <c>falco[12]: </c>: the colon is what tells a tag from text.</summary>
    private static bool TryTag(ref ByteCursor cursor, int words)
    {
        var attempt = cursor;
        for (var word = 0; word < words; word++)
        {
            if (!attempt.TryToken(out var token) || !attempt.TrySpaces())
            {
                return false;
            }

            if (token is [_, .., (byte)':'])
            {
                cursor = attempt;
                return true;
            }
        }

        return false;
    }

    /// <summary>RFC 5424 after its version: time, host, application, process, message id, structured data, perhaps a byte order mark.</summary>
    private static bool TryModernHeader(ref ByteCursor cursor)
    {
        for (var field = 0; field < 5; field++)
        {
            if (!cursor.TryToken(out _) || !cursor.TrySpaces())
            {
                return false;
            }
        }

        if (!cursor.TryWord("-"u8) && !TryStructuredData(ref cursor))
        {
            return false;
        }

        cursor.TrySpaces();
        cursor.TryWord("\uFEFF"u8);
        return true;
    }

    /// <summary><c>[id name="value"][...]</c>; in a value a backslash escapes what follows.</summary>
    private static bool TryStructuredData(ref ByteCursor cursor)
    {
        var any = false;
        while (cursor.Next is (byte)'[')
        {
            var (quoted, length) = (false, 1);
            for (; length < cursor.Rest.Length && (quoted || cursor.Rest[length] != ']'); length++)
            {
                quoted ^= cursor.Rest[length] == '"';
                length += quoted && cursor.Rest[length] == '\\' ? 1 : 0;
            }

            any = cursor.TryPass(length + 1);
            if (!any)
            {
                return false;
            }
        }

        return any;
    }

    /// <summary><c>[pod/falco-x7k2p/falco] </c>, by <c>kubectl logs --prefix</c>: how long it is.</summary>
    private static int SkipPodName(ReadOnlySpan<byte> line)
    {
        var end = line.StartsWith("[pod/"u8) ? line.IndexOf((byte)']') : -1;
        return end > 0 && end < 400 && !line[..end].ContainsAny(" {\""u8) && line[(end + 1)..] is [(byte)' ', ..] ? end + 2 : int.MaxValue;
    }

    /// <summary><c>falco-1  | </c>, by docker compose.</summary>
    private static bool TryService(ref ByteCursor cursor)
    {
        var attempt = cursor;
        if (!attempt.TryToken(out _) || !attempt.TrySpaces() || !attempt.TryWord("| "u8))
        {
            return false;
        }

        cursor = attempt;
        return true;
    }
}

/// <summary>Passes over the beginning of a line, piece by piece; what does not fit is left where it is.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> line)
{
    private const int LongestToken = 255;
    private readonly ReadOnlySpan<byte> _line = line;

    public int At { get; private set; }

    public readonly ReadOnlySpan<byte> Rest => _line[At..];

    public readonly byte Next => At < _line.Length ? _line[At] : (byte)0;

    public bool TryPass(int count)
    {
        var fits = count <= _line.Length - At;
        At += fits ? count : 0;
        return fits;
    }

    public bool TryWord(scoped ReadOnlySpan<byte> word) => Rest.StartsWith(word) && TryPass(word.Length);

    public bool TryAny(scoped ReadOnlySpan<byte> allowed, int atMost)
    {
        var length = Rest.IndexOfAnyExcept(allowed);
        length = length < 0 ? Rest.Length : length;
        return length > 0 && length <= atMost && TryPass(length);
    }

    public bool TrySpaces() => TryAny(" "u8, atMost: 64);

    /// <summary>Text without a space, a quote or a brace.</summary>
    public bool TryToken(out ReadOnlySpan<byte> token)
    {
        var rest = Rest;
        var length = rest.IndexOfAny(" {\""u8);
        token = length > 0 && length <= LongestToken && rest[length] == ' ' ? rest[..length] : default;
        return token.Length > 0 && TryPass(token.Length);
    }
}
