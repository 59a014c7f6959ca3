using System.Globalization;
using Eyrie.Ingestor.Sensors;
using Microsoft.Win32.SafeHandles;

namespace Eyrie.Ingestor.Spool;

/// <summary>
/// A file of a lane. Its name says which lane, and the first position and number in it. It is written to its end once, by one writer;
/// what is behind <see cref="Bytes"/> was never finished.
/// </summary>
internal sealed class Segment(string path, EventWorth worth, long firstPosition, long firstNumber) : IDisposable
{
    private const string Extension = ".log";

    private SafeFileHandle? _writing;
    private SafeFileHandle? _reading;

    public string Path { get; } = path;

    public EventWorth Worth { get; } = worth;

    public long FirstPosition { get; } = firstPosition;

    public long FirstNumber { get; } = firstNumber;

    /// <summary>At least the position of its last record, and below the first one of the next segment.</summary>
    public long LastPosition { get; set; } = firstPosition;

    /// <summary>The number after its last one.</summary>
    public long NextNumber { get; set; } = firstNumber;

    /// <summary>How much of the file counts.</summary>
    public long Bytes { get; set; }

    /// <summary>Written since it was last synced.</summary>
    public bool IsUnsynced { get; private set; }

    /// <summary>Nothing is written to it any more.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>It goes before Kafka has all of it: a reader that is still at it forgets what it has.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>A file that was found; null when the name is not a segment's.</summary>
    public static Segment? Find(FileInfo file)
    {
        var parts = System.IO.Path.GetFileNameWithoutExtension(file.Name).Split('-');
        return file.Extension == Extension && parts.Length == 3
            && Enum.TryParse<EventWorth>(parts[0], ignoreCase: true, out var worth)
            && long.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var position)
            && long.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? new(file.FullName, worth, position, number) { Bytes = file.Length, IsSealed = true }
            : null;
    }

    /// <summary>A new file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static Segment Create(string folder, EventWorth worth, long firstPosition, long firstNumber)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{worth.ToString().ToLowerInvariant()}-{firstPosition:x16}-{firstNumber:x16}{Extension}");
        var segment = new Segment(System.IO.Path.Combine(folder, name), worth, firstPosition, firstNumber);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // events hold what people typed
        }

        using (new FileStream(segment.Path, options))
        {
            segment._writing = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }

        return segment;
    }

    /// <summary>Writes behind what counts. After a failure the same bytes can be written again: nothing counts that was not written whole.</summary>
    /// <exception cref="IOException">The disk is full, gone or read-only.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_writing!, bytes, Bytes);
        }
        catch (IOException)
        {
            Cut();
            throw;
        }

        Bytes += bytes.Length;
        IsUnsynced = true;
    }

    /// <summary>Waits until the disk has it.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Sync()
    {
        if (IsUnsynced && _writing is { } handle)
        {
            RandomAccess.FlushToDisk(handle);
            IsUnsynced = false;
            if (IsSealed)
            {
                CloseWriting();
            }
        }
    }

    /// <summary>Reads from an offset on; what is not there yet is not read.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<byte> target, long offset)
    {
        _reading ??= File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var count = (int)Math.Clamp(Bytes - offset, 0, target.Length);
        var read = 0;
        while (read < count && RandomAccess.Read(_reading, target[read..count], offset + read) is > 0 and var got)
        {
            read += got;
        }

        return read;
    }

    /// <summary>Ends the writing.</summary>
    public void Seal()
    {
        IsSealed = true;
        if (!IsUnsynced)
        {
            CloseWriting();
        }
    }

    /// <summary>The reader is done with it for now.</summary>
    public void CloseReading()
    {
        _reading?.Dispose();
        _reading = null;
    }

    /// <summary>The same file, to be read beside another reader.</summary>
    public Segment Again() => new(Path, Worth, FirstPosition, FirstNumber) { Bytes = Bytes, NextNumber = NextNumber, LastPosition = LastPosition };

    /// <inheritdoc cref="IsGivenUp"/>
    public void GiveUp() => IsGivenUp = true;

    /// <summary>Gives its room back to the disk.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public void Delete()
    {
        IsUnsynced = false;
        CloseWriting(); // a reader may be at it still: it closes its own side
        File.Delete(Path);
    }

    public void Dispose()
    {
        CloseWriting();
        CloseReading();
    }

    // What was written of it may be whole records: behind shorter ones that come instead they would be found again.
    private void Cut()
    {
        try
        {
            RandomAccess.SetLength(_writing!, Bytes);
        }
        catch (IOException)
        {
            // The disk takes nothing at all: what is there is told by its numbers.
        }
    }

    private void CloseWriting()
    {
        _writing?.Dispose();
        _writing = null;
    }
}
