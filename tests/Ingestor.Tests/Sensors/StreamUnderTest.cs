using Eyrie.Ingestor.Sensors;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

/// <summary>A stream with its surroundings; its clock stands still until a test moves it.</summary>
internal sealed class StreamUnderTest : IDisposable
{

    public StreamUnderTest(SensorOptions sensor, IngestorOptions? ingestor = null)
    {
        Time.SetUtcNow(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var metrics = new IngestorMetrics(Meters);
        Stream = SensorTypes.All[sensor.Type](
            new(sensor, ingestor ?? new(), A.Status(sensor, metrics, new FakeTimeProvider(), Log), metrics, Time, new OneLog(Said)));
    }

    public WatchedTime Time { get; } = new();

    public RecordedLog<SensorStatus> Log { get; } = new();

    /// <summary>What the stream says beside its status.</summary>
    public RecordedLog<ISensorStream> Said { get; } = new();

    public TestMeters Meters { get; } = new();

    public ISensorStream Stream { get; }

    public static StreamUnderTest Falco(string address, SensorTlsOptions? tls = null) =>
        new(new() { Type = "falco-grpc", Name = "falco", Address = address, Tls = tls });

    public static StreamUnderTest Tetragon(string address, IngestorOptions? ingestor = null) =>
        new(new() { Type = "tetragon-grpc", Name = "tetragon", Address = address }, ingestor);

    /// <summary>What the stream hands over.</summary>
    public RecordedIntake Intake { get; } = new();

    /// <summary>Reads a number of events, then hangs up.</summary>
    public async Task<List<RecordedEvent>> TakeAsync(int count, CancellationToken cancellation)
    {
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Stream.ReadAsync(Intake, hangUp.Token);
        var events = new List<RecordedEvent>();
        while (events.Count < count)
        {
            var next = Intake.NextAsync(hangUp.Token).AsTask();
            if (await Task.WhenAny(next, reading) == reading)
            {
                await reading; // why it broke off
            }

            events.Add(await next);
        }

        await hangUp.CancelAsync();
        return events;
    }

    /// <summary>Reads to the end.</summary>
    public Task ReadAsync(CancellationToken cancellation) => Stream.ReadAsync(Intake, cancellation);

    public void Dispose() => Meters.Dispose();
}
