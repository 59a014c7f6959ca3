using System.IO.Compression;
using System.Text;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Sensors.Files;
using Eyrie.Testing;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Tests.Sensors.Files;

/// <summary>Log files in a folder, and a sensor that follows them; it looks at them when a test says so.</summary>
internal sealed class TailUnderTest : IAsyncDisposable
{
    private readonly TestMeters _meters = new();
    private readonly SensorOptions _sensor;
    private WatchedTime _time = new();
    private CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    public TailUnderTest(string pattern = "events.log", SensorOptions? options = null) =>
        _sensor = (options ?? new() { Type = "falco-file" }) with { Path = Folder[pattern] };

    public TestFolder Folder { get; } = new();

    public RecordedLog<FileTailing> Log { get; } = new();

    /// <summary>What the sensor handed over since it was started last.</summary>
    public RecordedIntake Intake { get; private set; } = new();

    /// <summary>The text of what was handed over, what was rejected left out.</summary>
    public IEnumerable<string> Events => Intake.Events.Where(recorded => recorded.Reason is null).Select(recorded => recorded.Text);

    public string CheckpointPath => Folder[$"data/checkpoints/{_sensor.Name}.json"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An event, as a line without its end.</summary>
    public static string Event(int number) => $$"""{"rule":"r","n":{{number}}}""";

    public static string Lines(params ReadOnlySpan<int> numbers)
    {
        var text = new StringBuilder();
        foreach (var number in numbers)
        {
            text.Append(Event(number)).Append('\n');
        }

        return text.ToString();
    }

    public void Append(string name, string text) => File.AppendAllText(Folder[name], text);

    public void Rename(string from, string to) => File.Move(Folder[from], Folder[to], overwrite: true);

    /// <summary>Compresses a file as gzip does: the new one has the old one's time, the old one goes.</summary>
    public void Compress(string name)
    {
        File.WriteAllBytes(Folder[$"{name}.gz"], Gzip(File.ReadAllBytes(Folder[name])));
        File.SetLastWriteTimeUtc(Folder[$"{name}.gz"], File.GetLastWriteTimeUtc(Folder[name]));
        File.Delete(Folder[name]);
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>Starts the sensor, another one when it was started before, and lets it look once.</summary>
    public async Task StartAsync(RecordedIntake? intake = null)
    {
        Intake = intake ?? new();
        (_stop, _time) = (new(), new());
        var metrics = new IngestorMetrics(_meters);
        var stream = SensorTypes.All[_sensor.Type](new(
            _sensor,
            new() { DataFolder = Folder["data"] },
            A.Status(_sensor, metrics, TimeProvider.System, new RecordedLog<SensorStatus>()),
            metrics,
            _time,
            new OneLog(Log)));
        _reading = stream.ReadAsync(Intake, _stop.Token);
        await SettleAsync();
    }

    /// <summary>Lets the sensor look again.</summary>
    public Task LookAsync() => PassAsync(_sensor.FileInterval);

    /// <summary>Lets time pass; the sensor looks at its end.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        _time.Advance(wait);
        await SettleAsync();
    }

    /// <summary>Waits until the sensor waits.</summary>
    public async Task SettleAsync()
    {
        var waiting = _time.WaitAsync(Cancellation).AsTask();
        if (await Task.WhenAny(waiting, _reading) == _reading)
        {
            await _reading; // why it broke off
        }
    }

    /// <summary>Stops the sensor in order.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reading);
    }

    /// <summary>Ends the sensor as a kill does: nothing of what it would do at its end counts.</summary>
    public async Task KillAsync()
    {
        var checkpoint = File.Exists(CheckpointPath) ? File.ReadAllBytes(CheckpointPath) : null;
        Intake.IsDurable = true;
        await StopAsync();
        if (checkpoint is null)
        {
            File.Delete(CheckpointPath);
        }
        else
        {
            File.WriteAllBytes(CheckpointPath, checkpoint);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Intake.IsDurable = true;
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _meters.Dispose();
        Folder.Dispose();
    }

    private sealed class OneLog(ILogger log) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
