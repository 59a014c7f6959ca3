namespace Eyrie.Ingestor.Spool;

/// <summary>What was read from a segment in one go.</summary>
internal readonly record struct SegmentPart(long NextOffset, long NextNumber, long Corrupt);

/// <summary>
/// Reads events of a lane from its segments. Behind damage it looks for the next marker; how many records were lost shows in the
/// numbers. Not for several threads.
/// </summary>
internal sealed class SegmentReader(int chunkBytes = 256 * 1024)
{
    private readonly SharedNames _names = new();
    private byte[] _buffer = new byte[chunkBytes];

    /// <summary>Reads on.</summary>
    /// <param name="segment">Where.</param>
    /// <param name="offset">From where on: 0, or where the last part ended.</param>
    /// <param name="number">The number that is expected there.</param>
    /// <param name="last">The number of the last one that is wanted: what is behind it is neither read nor missed.</param>
    /// <param name="events">Gets what is there: about a chunk of it, at least one event if there is one.</param>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public SegmentPart Read(Segment segment, long offset, long number, long last, ICollection<KeptEvent> events)
    {
        if (_buffer.Length > 16 * chunkBytes)
        {
            _buffer = new byte[chunkBytes]; // a giant has passed
        }

        var corrupt = 0L;
        var read = segment.Read(_buffer, offset);
        var isShort = read == 0; // somebody cut the file off
        var at = 0;
        while (at < read && number <= last)
        {
            var left = _buffer.AsSpan(at, read - at);
            var found = RecordCodec.Look(left, out var length);
            if (found is Found.Unfinished && offset + at + length <= segment.Bytes)
            {
                if (at > 0)
                {
                    break; // whole in the next part
                }

                read = Grow(segment, offset, length);
                isShort = read < length;
                if (isShort)
                {
                    break;
                }

                continue;
            }

            if (found is Found.Event or Found.Seal)
            {
                var next = Math.Min(RecordCodec.Number(left), last == long.MaxValue ? last : last + 1);
                corrupt += Math.Max(0, next - number);
                number = next;
            }

            if (found is Found.Event && number > last)
            {
                break;
            }

            if (found is Found.Event)
            {
                events.Add(RecordCodec.Read(left[..length], segment.Worth, _names));
                number++;
            }

            at += found is Found.Event or Found.Seal ? length : Skip(left);
        }

        var end = isShort ? Math.Max(offset, segment.Bytes) : offset + at;
        var missing = end >= segment.Bytes ? Math.Max(0, Wanted(segment, last) - number) : 0;
        return new(end, number + missing, corrupt + missing);
    }

    /// <summary>The number after the last one in a segment that is wanted.</summary>
    public static long Wanted(Segment segment, long last) => last < segment.NextNumber ? last + 1 : segment.NextNumber;

    private int Grow(Segment segment, long offset, int needed)
    {
        if (_buffer.Length < needed)
        {
            _buffer = new byte[Math.Max(needed, 2 * _buffer.Length)];
        }

        return segment.Read(_buffer, offset);
    }

    private static int Skip(ReadOnlySpan<byte> garbage)
    {
        var next = RecordCodec.FindMarker(garbage[1..]);
        return next >= 0 ? next + 1 : Math.Max(1, garbage.Length - (RecordCodec.HeaderBytes - 1)); // a marker may go on in the next chunk
    }
}
