namespace Eyrie.Sinks.File;

/// <summary>A file that only ever holds whole lines, as far as the disk lets it.</summary>
internal sealed class AppendedFile : IDisposable
{
    private readonly FileStream _stream;

    private AppendedFile(FileStream stream) => _stream = stream;

    /// <summary>Bytes in the file.</summary>
    public long Length => _stream.Length;

    /// <summary>Opens or makes the file. A line that a crash cut short is ended, so that ours begin on lines of their own.</summary>
    public static AppendedFile Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var stream = new FileStream(path, Options());
        try
        {
            EndLine(stream);
            return new(stream);
        }
        catch (IOException)
        {
            stream.Dispose();
            throw;
        }
    }

    // Documents tell what an attacker would like to know: nobody reads along but the group.
    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
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
            _stream.SetLength(before);
            throw;
        }
    }

    private static void EndLine(FileStream stream)
    {
        if (stream.Length > 0)
        {
            stream.Position = stream.Length - 1;
            if (stream.ReadByte() is not '\n')
            {
                stream.WriteByte((byte)'\n');
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
