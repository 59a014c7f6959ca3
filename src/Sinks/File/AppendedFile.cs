namespace Eyrie.Sinks.File;

/// <summary>A file that only ever holds whole lines, as far as the disk lets it.</summary>
internal sealed class AppendedFile : IDisposable
{
    private readonly FileStream _stream;

    private AppendedFile(FileStream stream) => _stream = stream;

    /// <summary>Bytes in the file.</summary>
    public long Length => _stream.Length;

    /// <summary>
    /// Opens or makes the file, so that our lines begin on lines of their own. What a crash or a full disk left of a document is
    /// cut off: it was not delivered, and comes again.
    /// </summary>
    public static AppendedFile Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var stream = new FileStream(path, Options());
        try
        {
            LastLine.Mend(stream);
            return new(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>When the file was made, as far as the file system tells.</summary>
    public static DateTimeOffset Since(string path) => new(System.IO.File.GetCreationTimeUtc(path), TimeSpan.Zero);

    // Documents tell what an attacker would like to know: nobody reads along but the group.
    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return options;
    }

    /// <summary>Ends when the lines are on the disk; when they cannot be, none of them stay in the file.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        var before = _stream.Length;
        try
        {
            _stream.Position = before;
            _stream.Write(lines);
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            CutTo(before);
            throw;
        }
    }

    private void CutTo(long length)
    {
        try
        {
            _stream.SetLength(length);
        }
        catch (IOException)
        {
            // the next to open it cuts off what is no whole line; the first failure says more
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
