using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>A file as it is.</summary>
internal sealed class PlainContent(SafeFileHandle file) : IContent
{
    private const int ReadOnlyCloseOnExecNonBlocking = 0x80000 | 0x800; // O_RDONLY | O_CLOEXEC | O_NONBLOCK

    /// <summary>Opens a file by the system's own call: .NET would lock it, be refused where its writer has, and hang on a pipe.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        var number = OpenFile(path, ReadOnlyCloseOnExecNonBlocking);
        return number >= 0 ? new(number, ownsHandle: true) : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    public FileStat Stat() => FileStat.Of(file);

    public int Read(Span<byte> into, long offset) => RandomAccess.Read(file, into, offset);

    public void Dispose() => file.Dispose();

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
