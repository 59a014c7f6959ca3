using System.Runtime.InteropServices;

namespace Eyrie.Platform;

/// <summary>The C library's memory, which librdkafka uses: by default it keeps for each thread what a burst needed once.</summary>
public static class NativeHeap
{
    // malloc.h of glibc.
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>
    /// Shares two areas among all threads, and gives large blocks back at once. For processes whose throughput does not depend on it. Does nothing
    /// where the C library is not glibc.
    /// </summary>
    public static void KeepSmall()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallOpt(ArenaMax, 2);
            _ = MallOpt(MmapThreshold, 128 * 1024);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // musl has no such settings, and needs none
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallOpt(int parameter, int value);
}
