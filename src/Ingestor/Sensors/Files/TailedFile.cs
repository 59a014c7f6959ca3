using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>A file that is followed, whatever it is called by now.</summary>
internal sealed class TailedFile(string path, FileStat stat, IContent content, LineEvents events) : IDisposable
{
    /// <summary>The name it was first seen under; parts of the same log are found by it.</summary>
    public string Log { get; init; } = path;

    /// <summary>Its name.</summary>
    public string Path { get; set; } = path;

    /// <summary>What the system last said about it.</summary>
    public FileStat Stat { get; private set; } = stat;

    /// <summary>When it had been written by the look before.</summary>
    public long SeenModified { get; set; } = stat.Modified;

    /// <summary>What the system said before it was last read to its end; null when it was not.</summary>
    public FileStat? Read { get; set; }

    /// <summary>Compressed files are parts that are whole already.</summary>
    public bool IsCompressed { get; } = RotatedNames.IsCompressed(path);

    /// <summary>Another file has its name now, or none: it is not going to be written for long.</summary>
    public bool IsRotated { get; set; }

    /// <summary>The listing has it.</summary>
    public bool IsListed { get; set; } = true;

    /// <summary>Nobody knows yet whether it is a copy of something that was read.</summary>
    public bool IsNew { get; set; }

    /// <summary>Also what its last line lacks an end is read.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Looked at again after it was read: a change within the tick of the system's clock leaves size and time as they were.</summary>
    public bool IsSettled { get; set; }

    /// <summary>When a change was last seen.</summary>
    public long ChangedAt { get; set; }

    /// <summary>The first byte that was not read.</summary>
    public long Position { get; set; }

    /// <summary>That is in the middle of a line that is too long.</summary>
    public bool IsSkipping { get; set; }

    /// <summary>What was read of it.</summary>
    public Fingerprint Fingerprint { get; set; } = Fingerprint.None;

    /// <summary>Why it could not be read the last time; null when it could.</summary>
    public string? Failure { get; set; }

    public IContent Content { get; } = content;

    public LineEvents Events { get; private set; } = events;

    /// <summary>There is something that was not read, as far as is known.</summary>
    public bool HasChanged => Read is not { } read || read.Size != Stat.Size || read.Modified != Stat.Modified;

    /// <summary>Makes a file's lines ready to be read.</summary>
    public static LineEvents EventsOf(SensorContext context, SensorFormat format) => new(format, context.Sensor.MaxLineBytes);

    /// <summary>Takes note of what the system says about it now.</summary>
    public void See(in FileStat stat, TimeProvider time)
    {
        if (stat.Size != Stat.Size || stat.Modified != Stat.Modified)
        {
            (ChangedAt, IsFinished) = (time.GetTimestamp(), false);
        }

        Stat = stat;
    }

    /// <summary>Goes on where another reading of the same content stopped.</summary>
    public void ContinueAt(Place place) => (Position, IsSkipping, Fingerprint) = (place.Offset, place.IsSkipping, place.Fingerprint);

    /// <summary>Begins with what is written from now on: after the last line that has its end.</summary>
    public void StartAtEnd()
    {
        if (IsCompressed)
        {
            (Read, IsFinished) = (Stat, true);
            return;
        }

        Position = LastLineEnd();
        Fingerprint = Fingerprint.Advance(Content, Position, []);
    }

    /// <summary>Begins again: it has another content.</summary>
    public void StartAgain(LineEvents events)
    {
        (Position, IsSkipping, Fingerprint, Read, IsFinished) = (0, false, Fingerprint.None, null, false);
        Events = events;
    }

    /// <summary>How far it was read. A line of which only pieces came is to be read again whole.</summary>
    public Place ToPlace()
    {
        var partial = Events.OldestPartial;
        return new(
            Log,
            Stat.Id,
            IsCompressed,
            partial ?? Position,
            partial is null && IsSkipping,
            Fingerprint,
            Read?.Size ?? -1,
            Read?.Modified ?? Stat.Modified);
    }

    private long LastLineEnd()
    {
        Span<byte> bytes = stackalloc byte[4096];
        for (var end = Stat.Size; end > 0;)
        {
            var from = Math.Max(0, end - bytes.Length);
            var found = bytes[..Content.ReadAll(bytes[..(int)(end - from)], from)].LastIndexOf((byte)'\n');
            if (found >= 0)
            {
                return from + found + 1;
            }

            end = from;
        }

        return 0;
    }

    public void Dispose() => Content.Dispose();
}
