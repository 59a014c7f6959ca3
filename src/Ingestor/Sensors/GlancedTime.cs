using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Reads an event's time without allocating.</summary>
internal static class GlancedTime
{
    private const int LongestText = 64;

    /// <summary>From the bytes of a protobuf Timestamp.</summary>
    public static EventTime Timestamp(ReadOnlySpan<byte> timestamp)
    {
        var (seconds, nanoseconds) = (0L, 0);
        for (var fields = new ProtobufFields(timestamp); fields.MoveNext();)
        {
            (seconds, nanoseconds) = fields.Number switch
            {
                1 => ((long)fields.Integer, nanoseconds),
                2 => (seconds, (int)fields.Integer),
                _ => (seconds, nanoseconds),
            };
        }

        return EventTime.From(seconds, nanoseconds);
    }

    /// <summary>From RFC 3339; null when it is something else.</summary>
    public static EventTime? Text(ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[LongestText];
        return text.Length <= LongestText && Ascii.ToUtf16(text, characters, out var length) is System.Buffers.OperationStatus.Done
            && EventTime.TryParse(characters[..length], out var time)
            ? time
            : null;
    }
}
