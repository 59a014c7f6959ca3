namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>A line in a <see cref="LineBuffer"/>, without what ends it.</summary>
/// <param name="Start">Its first byte in the buffer; valid until the buffer is given more.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="At">Where it begins in what is read.</param>
/// <param name="IsCut">It is longer than allowed, this is its beginning.</param>
internal readonly record struct Line(int Start, int Length, long At, bool IsCut);

/// <summary>
/// Cuts what comes in pieces into lines; how it was cut into pieces changes nothing. A run of NULs ends a line, too, and is skipped: a
/// file that was emptied under its writer begins with them, one that a crash tore has them in the middle. NULs that nothing follows
/// yet may still become text (on a network file system), so they are not passed. The rest of a line that is too long is never held.
/// </summary>
internal sealed class LineBuffer(int maxLineBytes)
{
    /// <summary>What stays of the bytes before the first line.</summary>
    public const int HistoryBytes = Fingerprint.WindowBytes;

    private const int ReadBytes = 128 * 1024;
    private const byte Nul = 0;

    private byte[] _bytes = new byte[2 * ReadBytes];
    private long _origin; // where the first of the bytes is in what is read
    private long _nuls; // passed over, but nothing followed them yet
    private int _start;
    private int _scanned;
    private int _end;

    /// <summary>The first byte that no line was cut from.</summary>
    public long Position => _origin + _start - _nuls;

    /// <summary>The byte to be read next.</summary>
    public long End => _origin + _end;

    /// <summary>In the middle of a line that was too long.</summary>
    public bool IsSkipping { get; private set; }

    /// <summary>The last bytes before <see cref="Position"/>; fewer at the beginning, none when it does not have them any more.</summary>
    public ReadOnlySpan<byte> History => _nuls > 0 ? [] : _bytes.AsSpan(Math.Max(0, _start - HistoryBytes).._start);

    /// <summary>Begins elsewhere.</summary>
    /// <param name="history">The bytes before the position.</param>
    /// <param name="position">Where it begins.</param>
    /// <param name="skipping">That is in the middle of a line that is too long.</param>
    public void Begin(ReadOnlySpan<byte> history, long position, bool skipping)
    {
        history.CopyTo(_bytes);
        _start = _scanned = _end = history.Length;
        _origin = position - history.Length;
        _nuls = 0;
        IsSkipping = skipping;
    }

    /// <summary>Where the next bytes go; say with <see cref="Added"/> how many there were.</summary>
    public Memory<byte> Room()
    {
        if (_bytes.Length - _end < ReadBytes)
        {
            MakeRoom();
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>So many bytes were put there.</summary>
    public void Added(int count) => _end += count;

    /// <summary>Takes them away again, what no line was cut from with them.</summary>
    public void Forget() => (_end, _scanned) = (_start, _start);

    /// <summary>The bytes of a line.</summary>
    public ReadOnlyMemory<byte> Text(in Line line) => _bytes.AsMemory(line.Start, line.Length);

    /// <summary>Cuts the next line, an empty one as well.</summary>
    /// <param name="atEnd">Nothing will be added any more: what has no end yet ends here.</param>
    /// <param name="line">The line.</param>
    /// <returns>False when there is no whole line.</returns>
    public bool TryCut(bool atEnd, out Line line)
    {
        line = default;
        if (!SkipRest() || !SkipNuls(atEnd))
        {
            return false;
        }

        var found = _bytes.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\n', Nul);
        _scanned = found < 0 ? _end : _scanned + found;
        var length = _scanned - _start;
        if (length > maxLineBytes)
        {
            line = new(_start, maxLineBytes, Position, IsCut: true);
            IsSkipping = true;
            Pass(_start + maxLineBytes);
            return true;
        }

        if (!IsLineEnd(found, atEnd))
        {
            return false;
        }

        line = new(_start, length, Position, IsCut: false);
        Pass(found >= 0 && _bytes[_scanned] != Nul ? _scanned + 1 : _scanned);
        return true;
    }

    private bool IsLineEnd(int found, bool atEnd) => atEnd
        || (found >= 0 && (_bytes[_scanned] != Nul
            || _end - _start > maxLineBytes
            || _bytes.AsSpan(_scanned, _end - _scanned).ContainsAnyExcept(Nul)));

    private void Pass(int next) => _start = _scanned = next;

    /// <summary>False when the line that is too long goes on.</summary>
    private bool SkipRest()
    {
        if (IsSkipping)
        {
            var rest = _bytes.AsSpan(_start, _end - _start).IndexOfAny((byte)'\n', Nul);
            IsSkipping = rest < 0;
            Pass(rest < 0 ? _end : _bytes[_start + rest] == Nul ? _start + rest : _start + rest + 1);
        }

        return !IsSkipping;
    }

    /// <summary>False when nothing follows.</summary>
    private bool SkipNuls(bool atEnd)
    {
        if (_start == _end)
        {
            _nuls = atEnd ? 0 : _nuls;
            return false;
        }

        var text = _bytes.AsSpan(_start, _end - _start).IndexOfAnyExcept(Nul);
        if (text < 0)
        {
            _nuls = atEnd ? 0 : _nuls + _end - _start;
            Pass(_end);
            return false;
        }

        _nuls = 0;
        if (text > 0)
        {
            Pass(_start + text);
        }

        return true;
    }

    private void MakeRoom()
    {
        var first = Math.Max(0, _start - HistoryBytes);
        var kept = _end - first;
        var bytes = _bytes.Length - kept < ReadBytes ? new byte[Math.Max(_bytes.Length * 2, kept + ReadBytes)] : _bytes;
        _bytes.AsSpan(first, kept).CopyTo(bytes);
        (_bytes, _origin) = (bytes, _origin + first);
        (_start, _scanned, _end) = (_start - first, _scanned - first, kept);
    }
}
