using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Eyrie.Commands.Tail;

/// <summary>Standard output that leads to another program.</summary>
internal static class OutputPipe
{
    private const short Gone = 0x8 | 0x10; // POLLERR, POLLHUP: the same on Linux and macOS

    /// <summary>Whether nobody reads it any more. A write would tell, but what is quiet writes nothing; false where it cannot be told.</summary>
    public static bool IsUnread(SafeHandle output)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        var place = new Place { Number = (int)output.DangerousGetHandle() };
        return Poll(ref place, 1, 0) > 0 && (place.Found & Gone) != 0;
    }

    /// <summary>The process's own.</summary>
    public static SafeFileHandle Own() => new(1, ownsHandle: false);

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref Place places, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Place
    {
        public int Number;
        public short Asked;
        public short Found;
    }
}
