using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Eyrie.Faults;

/// <summary>Sends signals to processes that this run knows by their id.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int pid, int signal)
    {
        if (SendSignal(pid, signal) != 0)
        {
            throw new InvalidOperationException($"process {pid} does not take signal {signal}: it is gone, or another user's");
        }
    }

    /// <summary>Ends a child whatever it is doing.</summary>
    public static void End(Process child)
    {
        if (!child.HasExited)
        {
            _ = SendSignal(child.Id, Kill); // also ends one that is stopped
            child.WaitForExit();
        }

        child.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
