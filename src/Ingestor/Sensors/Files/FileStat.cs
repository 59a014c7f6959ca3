using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Which file it is, whatever it is called. Numbers are used again when a file is gone.</summary>
internal readonly record struct FileId(ulong Device, ulong Inode);

/// <summary>
/// What the system says about a file, by <c>statx</c>: its layout is the same on every processor, and .NET tells neither inode nor links.
/// </summary>
/// <param name="Id">Which it is; symbolic links are followed.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Modified">When it was last written, in nanoseconds since 1970.</param>
/// <param name="IsRegular">It is a file, no pipe, folder or device.</param>
/// <param name="IsLinked">It has a name.</param>
internal readonly record struct FileStat(FileId Id, long Size, long Modified, bool IsRegular, bool IsLinked)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the open file itself
    private const uint BasicFields = 0x7FF; // STATX_BASIC_STATS
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>Asks about a path; false when there is nothing, or nothing that we may see.</summary>
    public static bool TryOf(string path, out FileStat stat) => TryAsk(CurrentFolder, path, 0, out stat);

    /// <summary>Asks about an open file.</summary>
    /// <exception cref="IOException">The system does not answer.</exception>
    public static FileStat Of(SafeFileHandle file)
    {
        var counted = false;
        try
        {
            file.DangerousAddRef(ref counted);
            return TryAsk((int)file.DangerousGetHandle(), "", EmptyPath, out var stat)
                ? stat
                : throw new IOException($"the system tells nothing about the file: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            if (counted)
            {
                file.DangerousRelease();
            }
        }
    }

    private static bool TryAsk(int folder, string path, int flags, out FileStat stat)
    {
        var failed = Ask(folder, path, flags, BasicFields, out var told) != 0;
        stat = new(
            new(((ulong)told.DeviceMajor << 32) | told.DeviceMinor, told.Inode),
            (long)told.Size,
            (told.Modified.Seconds * 1_000_000_000) + told.Modified.Nanoseconds,
            (told.Mode & TypeMask) == RegularType,
            told.Links > 0);
        return !failed;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ask(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint fields, out Told told);

    /// <summary><c>struct statx</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Told
    {
        public uint Fields;
        public uint BlockSize;
        public ulong Attributes;
        public uint Links;
        public uint User;
        public uint Group;
        public ushort Mode;
        public ushort Spare;
        public ulong Inode;
        public ulong Size;
        public ulong Blocks;
        public ulong AttributesMask;
        public Moment Accessed;
        public Moment Born;
        public Moment Changed;
        public Moment Modified;
        public uint SpecialMajor;
        public uint SpecialMinor;
        public uint DeviceMajor;
        public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Spare;
    }
}
