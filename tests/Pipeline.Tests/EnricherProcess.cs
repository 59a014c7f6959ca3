using System.Diagnostics;
using System.Globalization;

namespace Eyrie.Pipeline.Tests;

/// <summary>An <c>eyrie enricher</c> in a process of its own, which can be killed, stopped and started again.</summary>
internal sealed class EnricherProcess : IDisposable
{
    private readonly string _config;
    private readonly string _log;
    private Process _process;

    public EnricherProcess(string folder, int number, string kafka, string prefix, int workers)
    {
        _config = Path.Combine(folder, $"enricher-{number}.yaml");
        _log = Path.Combine(folder, $"enricher-{number}.log");
        File.WriteAllText(_config, $$"""
            kafka:
              bootstrapServers: "{{kafka}}"
              properties: { session.timeout.ms: "6000" }
            topics: { prefix: "{{prefix}}", partitions: {{ExactlyOnceTests.Partitions}}, replicationFactor: 1 }
            http: { listen: "" }
            enricher: { instance: "test-{{number}}", workers: {{workers}} }
            """);
        _process = Start();
    }

    /// <summary>What it said in all its lives.</summary>
    public IReadOnlyList<string> Log => File.Exists(_log) ? File.ReadAllLines(_log) : [];

    /// <summary>kill -9, and a new life at once.</summary>
    public void KillAndStart()
    {
        Kill();
        _process = Start();
    }

    /// <summary>Sends a signal, <c>STOP</c> for instance.</summary>
    public void Signal(string name) =>
        Process.Start("/bin/kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    public void Dispose() => Kill();

    private Process Start()
    {
        var eyrie = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Eyrie", new DirectoryInfo(AppContext.BaseDirectory).Name, "eyrie"));
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" enricher --config \"$1\" >>\"$2\" 2>&1", eyrie, _config, _log]))!;
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
