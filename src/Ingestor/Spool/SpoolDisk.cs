namespace Eyrie.Ingestor.Spool;

/// <summary>
/// Writes lanes to their segments. One thread uses it; what others see of a lane it changes under the spool's gate. Failures come out
/// as they are: the spool decides what they mean.
/// </summary>
internal sealed class SpoolDisk(SpoolFolder folder, int segmentBytes, Lock gate) : IDisposable
{
    private const int FlushBytes = 256 * 1024;
    private const int SealBytes = 128;

    private readonly List<int> _offsets = [];
    private byte[] _buffer = new byte[2 * FlushBytes];
    private bool _hasNewNames;

    /// <summary>Writes what a lane gives; afterwards it is in the hands of the operating system.</summary>
    /// <exception cref="IOException">It is not, or not all of it: the same can be written again.</exception>
    public void Write(Lane lane, List<KeptEvent> batch)
    {
        var (used, first) = (0, 0);
        _offsets.Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            var needed = RecordCodec.MaxBytes(batch[i]);
            if (used > 0 && used + needed > FlushBytes)
            {
                Append(lane, batch, first, i, used);
                (used, first) = (0, i);
            }

            if (_buffer.Length < needed)
            {
                _buffer = new byte[needed];
            }

            _offsets.Add(used);
            used += RecordCodec.Write(_buffer.AsSpan(used), batch[i], lane.Written + (i - first));
        }

        if (used > 0)
        {
            Append(lane, batch, first, batch.Count, used);
        }

        if (_buffer.Length > 16 * FlushBytes)
        {
            _buffer = new byte[2 * FlushBytes]; // a giant has passed
        }
    }

    /// <summary>Waits until the disk has all of a lane.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Sync(Lane lane)
    {
        for (var node = lane.Segments.Last; node is not null; node = node.Previous)
        {
            node.Value.Sync();
        }

        if (_hasNewNames)
        {
            _hasNewNames = false;
            folder.SyncNames();
        }
    }

    /// <summary>Gives back what Kafka has all of.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="settled">All below this position is done with.</param>
    /// <param name="idle">Nothing has come for a while: the segment that is being written may go, too.</param>
    public void DeleteSettled(Lane lane, long settled, bool idle)
    {
        while (lane.Segments.First?.Value is { } oldest && oldest.LastPosition < settled
            && (oldest.IsSealed || idle) && lane.ReadAt?.Segment != oldest)
        {
            Remove(lane, oldest);
        }
    }

    /// <summary>Takes a segment out of its lane, and its file away.</summary>
    public void Remove(Lane lane, Segment segment)
    {
        lock (gate)
        {
            lane.Segments.Remove(segment);
            lane.Bytes -= segment.Bytes;
        }

        segment.Delete();
    }

    /// <summary>Remembers how far Kafka is.</summary>
    public void WriteMark(long settled) => folder.WriteMark(settled);

    /// <summary>The files are gone: what comes is written to new ones.</summary>
    public static void Abandon(Lane[] lanes)
    {
        foreach (var lane in lanes)
        {
            lane.Segments.Last?.Value.Seal();
        }
    }

    public void Dispose() => folder.Dispose();

    private void Append(Lane lane, List<KeptEvent> batch, int from, int to, int bytes)
    {
        var segment = Current(lane, batch[from].Position);
        var begin = segment.Bytes;
        var number = lane.Written;
        segment.Append(_buffer.AsSpan(0, bytes));
        Grew(lane, bytes);
        for (var i = from; i < to; i++)
        {
            batch[i].Place = new(segment, begin + _offsets[i - from], number + i - from);
        }

        _offsets.Clear();
        segment.LastPosition = batch[to - 1].Position;
        lane.Written += to - from;
        segment.NextNumber = lane.Written;
        if (segment.Bytes >= segmentBytes)
        {
            Seal(lane, segment);
        }
    }

    private void Grew(Lane lane, int bytes)
    {
        lock (gate)
        {
            lane.Bytes += bytes;
        }
    }

    private Segment Current(Lane lane, long position)
    {
        if (lane.Segments.Last?.Value is { IsSealed: false } current)
        {
            return current;
        }

        var segment = Segment.Create(folder.Path, lane.Worth, position, lane.Written);
        _hasNewNames = true;
        lock (gate)
        {
            lane.Segments.AddLast(segment);
        }

        return segment;
    }

    private void Seal(Lane lane, Segment segment)
    {
        Span<byte> seal = stackalloc byte[SealBytes];
        var length = RecordCodec.WriteSeal(seal, lane.Written);
        segment.Append(seal[..length]);
        Grew(lane, length);
        segment.Seal();
    }
}
