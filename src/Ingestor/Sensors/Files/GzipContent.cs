using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// What is in a compressed file. Reading back begins again at its beginning. One that is still being written ends early: it says so, and is
/// to be read again when it has grown.
/// </summary>
internal sealed class GzipContent(SafeFileHandle file) : IContent
{
    private readonly byte[] _skipped = new byte[64 * 1024];
    private FileStream? _source;
    private GZipStream? _content;
    private long _position;

    public FileStat Stat() => FileStat.Of(file);

    /// <exception cref="IOException">It cannot be read, is damaged, or not whole yet.</exception>
    public int Read(Span<byte> into, long offset)
    {
        try
        {
            if (_content is null || offset < _position)
            {
                Rewind();
            }

            while (_position < offset)
            {
                if (Next(_skipped.AsSpan(0, (int)Math.Min(_skipped.Length, offset - _position))) == 0)
                {
                    return 0;
                }
            }

            return Next(into);
        }
        catch (InvalidDataException e)
        {
            Forget();
            throw new IOException($"it is no whole gzip file: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        Forget();
        file.Dispose();
    }

    private int Next(Span<byte> into)
    {
        var read = _content!.Read(into);
        _position += read;
        return read > 0 || into.Length == 0 || IsWhole() ? read : throw new InvalidDataException("it ends too early");
    }

    /// <summary>
    /// .NET does not mind when the end is missing, but the last eight bytes are checksum and length of the last member, which is all there is
    /// unless pieces were appended.
    /// </summary>
    private bool IsWhole()
    {
        Span<byte> trailer = stackalloc byte[2 * sizeof(uint)];
        if (RandomAccess.Read(file, trailer, Math.Max(0, RandomAccess.GetLength(file) - trailer.Length)) != trailer.Length)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[sizeof(uint)..]);
        return length == (uint)_position
            || (length < _position && GzipChecksum.Of(OpenAgain, _position - length) == BinaryPrimitives.ReadUInt32LittleEndian(trailer));
    }

    private FileStream OpenAgain() =>
        new(new SafeFileHandle(file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 64 * 1024) { Position = 0 };

    private void Rewind()
    {
        Forget();
        _source = OpenAgain();
        _content = new(_source, CompressionMode.Decompress);
    }

    private void Forget()
    {
        _content?.Dispose();
        _source?.Dispose();
        (_content, _source, _position) = (null, null, 0);
    }
}
