using BenchmarkDotNet.Attributes;
using Eyrie.Ingestor;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Benchmarks;

/// <summary>All that is measured of one of Tetragon's ordinary events on its way through the Ingestor: what the pass with telemetry has and the one without has not.</summary>
[InProcess]
public class EventMetricsBenchmarks
{
    private static readonly TimeSpan Age = TimeSpan.FromMilliseconds(30);
    private static readonly SensorTag Sensor = new("tetragon");
    private IHost? _host;
    private LoopbackHttp? _collector;
    private IngestorMetrics _metrics = null!;
    private long _number;

    /// <summary>Who listens.</summary>
    [Params("nobody", "/metrics and /status", "OTLP", "both")]
    public string Listener { get; set; } = "";

    [GlobalSetup]
    public async Task SetUp()
    {
        _collector = await LoopbackHttp.StartAsync(_ => new(200));
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("http:listen", Listener is "nobody" or "OTLP" ? "" : "127.0.0.1:0")]);
        if (Listener is "OTLP" or "both")
        {
            builder.Configuration.AddInMemoryCollection([new("telemetry:otlpEndpoint", _collector.Url), new("telemetry:otlpProtocol", "httpProtobuf"), new("telemetry:exportInterval", "00:00:15")]);
        }

        builder.Logging.ClearProviders();
        builder.Services.AddPlatform();
        if (Listener is not "nobody")
        {
            builder.Services.AddTelemetry(builder.Configuration).AddOperatingEndpoints(builder.Configuration);
        }

        builder.Services.AddSingleton<IngestorMetrics>();
        _host = builder.Build();
        await _host.StartAsync();
        _metrics = _host.Services.GetRequiredService<IngestorMetrics>();
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _collector!.DisposeAsync();
    }

    [Benchmark(Description = "as it is: one in eight is timed")]
    public void Timed()
    {
        var isTimed = IngestorMetrics.IsTimed(EventWorth.Telemetry, _number++);
        Measure(isTimed);
    }

    [Benchmark(Description = "each is timed")]
    public void Each() => Measure(isTimed: true);

    private void Measure(bool isTimed)
    {
        _metrics.EventRead(Sensor);
        _metrics.ClockSeen(Sensor, Age, default);
        if (isTimed)
        {
            _metrics.EventLag(Sensor, Age);
        }

        _metrics.EventPublished(Sensor);
        if (isTimed)
        {
            _metrics.PublishTook(Sensor, Age);
        }
    }
}
