using System.Diagnostics;
using System.Globalization;

namespace Eyrie.Testing.Delivery;

/// <summary>An <c>eyrie sinks</c> in a process of its own, which can be killed.</summary>
public sealed class SinksProcess : IDisposable
{
    private readonly Process _process;

    private SinksProcess(Process process) => _process = process;

    /// <summary>The executable that was built beside the tests.</summary>
    public static string Executable { get; } = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Eyrie", new DirectoryInfo(AppContext.BaseDirectory).Name, "eyrie"));

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The most memory that it ever had, as the kernel counted it.</summary>
    public long PeakBytes
    {
        get
        {
            try
            {
                var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
            }
            catch (IOException)
            {
                return 0; // it is gone
            }
        }
    }

    /// <summary>Starts it; what it says is added to the log.</summary>
    public static SinksProcess Start(string config, string log) =>
        new(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" sinks --config \"$1\" >>\"$2\" 2>&1", Executable, config, log]))!);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        using (var kill = Process.Start("/bin/kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(cancellation);
        }

        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
