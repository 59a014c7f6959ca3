using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Eyrie.Ingestor.Spool;

/// <summary>
/// The folder with the segments, used by one process at a time, and the mark of what Kafka has: a position in a small file, so that a
/// restart repeats little. The mark is not synced: after a power cut more is repeated, nothing is lost.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int DirectoryOnly = 0x10000; // O_DIRECTORY, with O_RDONLY which is 0

    private readonly FileStream _lock;
    private readonly SafeFileHandle _mark;
    private long _marked;

    private SpoolFolder(string path, FileStream @lock, SafeFileHandle mark)
    {
        (Path, _lock, _mark) = (path, @lock, mark);
        _marked = ReadMark();
    }

    public string Path { get; }

    /// <summary>All below this position was settled when it was last written down.</summary>
    public long Mark => _marked;

    /// <summary>Makes the folder if need be, and takes it.</summary>
    /// <exception cref="IOException">It cannot be used; the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission.</exception>
    public static SpoolFolder Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }

        var lockPath = System.IO.Path.Combine(path, "lock");
        FileStream taken;
        try
        {
            taken = new(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(lockPath) && e is not FileNotFoundException)
        {
            throw new IOException($"another process uses it, or it cannot be written ({e.Message})", e);
        }

        try
        {
            var mark = File.OpenHandle(System.IO.Path.Combine(path, "settled"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            return new(path, taken, mark);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>The segments that are there, in the order of their positions.</summary>
    public IReadOnlyList<Segment> FindSegments() =>
    [
        .. new DirectoryInfo(Path).EnumerateFiles().Select(Segment.Find).OfType<Segment>().OrderBy(segment => segment.FirstPosition),
    ];

    /// <summary>Writes the mark down if it has moved.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteMark(long settled)
    {
        if (settled > _marked)
        {
            Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, settled);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[sizeof(long)..], ~settled);
            RandomAccess.Write(_mark, bytes, 0);
            _marked = settled;
        }
    }

    /// <summary>Syncs the folder itself: without it a power cut may forget that a new file exists.</summary>
    public void SyncNames()
    {
        var folder = Open(Path, DirectoryOnly, 0);
        if (folder >= 0)
        {
            _ = FSync(folder);
            _ = Close(folder);
        }
    }

    public void Dispose()
    {
        _mark.Dispose();
        _lock.Dispose();
    }

    private long ReadMark()
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(long)];
        var isWhole = RandomAccess.Read(_mark, bytes, 0) == bytes.Length;
        var settled = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return isWhole && settled == ~BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]) ? settled : 0;
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int FSync(int file);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
