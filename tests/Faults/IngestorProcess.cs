using System.Diagnostics;
using System.Globalization;

namespace Eyrie.Faults;

/// <summary>One life of the Ingestor, and what its metrics said last.</summary>
internal sealed class IngestorProcess : IDisposable
{
    private const string DroppedName = "eyrie_ingestor_events_dropped";

    private readonly Process _process;
    private readonly Uri _metrics;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private IngestorProcess(Process process, Uri metrics) => (_process, _metrics) = (process, metrics);

    /// <summary>Events read from Tetragon, as last seen.</summary>
    public long Read { get; private set; }

    /// <summary>Events of Tetragon that were dropped, or of nobody knows whom.</summary>
    public long Dropped { get; private set; }

    /// <summary>Events dropped, by sensor and reason, as the metrics put it.</summary>
    public IReadOnlyList<string> Drops { get; private set; } = [];

    /// <summary>Events of Tetragon that Kafka acknowledged, as last seen.</summary>
    public long Published { get; private set; }

    /// <summary>For how long Kafka has been owed the oldest event, in whole seconds.</summary>
    public long OwedSeconds { get; private set; }

    /// <summary>Most memory that it had.</summary>
    public long PeakBytes { get; private set; }

    public string End { get; private set; } = "";

    public static IngestorProcess Start(string eyrie, string config, string log, Uri metrics)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" ingestor --config \"$1\" >>\"$2\" 2>&1", eyrie, config, log]);
        return new(Process.Start(start)!, metrics);
    }

    /// <summary>Looks at the metrics; false when nobody answers.</summary>
    public async Task<bool> LookAsync()
    {
        try
        {
            var text = await _http.GetStringAsync(_metrics);
            Read = Sum(text, "eyrie_ingestor_events_read", "sensor=\"tetragon\"");
            Dropped = Sum(text, DroppedName, "sensor=\"tetragon\"") + Sum(text, DroppedName, "sensor=\"unknown\"");
            Drops = [.. text.Split('\n').Where(static line => line.StartsWith(DroppedName, StringComparison.Ordinal)).Select(static line => line[DroppedName.Length..].Trim())];
            Published = Sum(text, "eyrie_ingestor_events_published", "sensor=\"tetragon\"");
            OwedSeconds = Sum(text, "eyrie_ingestor_spool_age", "");
            _process.Refresh();
            PeakBytes = Math.Max(PeakBytes, _process.HasExited ? 0 : _process.WorkingSet64);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or InvalidOperationException)
        {
            return false;
        }
    }

    public async Task EndAsync(int signal, TimeSpan patience)
    {
        if (_process.HasExited)
        {
            End = $"had ended by itself with {_process.ExitCode}";
            return;
        }

        Signals.Send(_process.Id, signal);
        using var timeout = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(timeout.Token);
        End = signal == Signals.Kill ? "kill -9" : $"SIGTERM, exit code {_process.ExitCode}";
    }

    public void Dispose()
    {
        Signals.End(_process);
        _http.Dispose();
    }

    private static long Sum(string text, string name, string label) => text.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => (long)double.Parse(line.Split('}')[^1].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
}
