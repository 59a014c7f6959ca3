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
    /// <param name="number">The number that is expected there; -1 when it is not known.</param>
    /// <param name="events">Gets what is there: about a chunk of it, at least one event if there is one.</param>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public SegmentPart Read(Segment segment, long offset, long number, ICollection<KeptEvent> events)
    {
        if (_buffer.Length > 16 * chunkBytes)
        {
            _buffer = new byte[chunkBytes]; // a giant has passed
        }

        var corrupt = 0L;
        var read = segment.Read(_buffer, offset);
        var at = 0;
        while (at < read)
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
                continue;
            }

            if (found is Found.Event or Found.Seal)
            {
                corrupt += number < 0 ? 0 : Math.Max(0, RecordCodec.Number(left) - number);
                number = RecordCodec.Number(left);
            }

            if (found is Found.Event)
            {
                events.Add(RecordCodec.Read(left[..length], segment.Worth, _names));
                number++;
            }

            at += found is Found.Event or Found.Seal ? length : Skip(left);
        }

        return new(offset + at, number, corrupt);
    }

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
