using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

/// <summary>A stream with its surroundings; its clock stands still until a test moves it.</summary>
internal sealed class StreamUnderTest : IDisposable
{
    private readonly TestMeters _meters = new();

    public StreamUnderTest(SensorOptions sensor, IngestorOptions? ingestor = null)
    {
        Stream = SensorTypes.All[sensor.Type](
            sensor,
            ingestor ?? new(),
            new SensorOrigin("node-1", "cluster-1", Time),
            new SensorStatus(sensor.Name, new IngestorMetrics(_meters), Log),
            Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public RecordedLog<SensorStatus> Log { get; } = new();

    public ISensorStream Stream { get; }

    public static StreamUnderTest Falco(string address, SensorTlsOptions? tls = null) =>
        new(new() { Type = "falco-grpc", Name = "falco", Address = address, Tls = tls });

    public static StreamUnderTest Tetragon(string address, IngestorOptions? ingestor = null) =>
        new(new() { Type = "tetragon-grpc", Name = "tetragon", Address = address }, ingestor);

    /// <summary>Reads a number of events, then hangs up.</summary>
    public async Task<List<SensorEvent>> TakeAsync(int count, CancellationToken cancellation)
    {
        var events = new List<SensorEvent>();
        await foreach (var sensorEvent in Stream.ReadAsync(cancellation))
        {
            events.Add(sensorEvent);
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    /// <summary>Reads to the end; adds each event as it comes.</summary>
    public async Task ReadIntoAsync(ICollection<SensorEvent> events, CancellationToken cancellation)
    {
        await foreach (var sensorEvent in Stream.ReadAsync(cancellation))
        {
            events.Add(sensorEvent);
        }
    }

    public void Dispose() => _meters.Dispose();
}
