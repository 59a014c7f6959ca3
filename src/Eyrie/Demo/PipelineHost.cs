using System.Diagnostics.Metrics;
using Eyrie.Enricher;
using Eyrie.Ingestor;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Simulation.Serving;
using Eyrie.Sinks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Demo;

/// <summary>The three stages in one process, unchanged: what <c>eyrie all</c> runs.</summary>
internal sealed class PipelineHost : IAsyncDisposable
{
    private readonly IHost _host;

    private PipelineHost(IHost host)
    {
        _host = host;
        Figures = new(host.Services.GetRequiredService<IMeterFactory>());
    }

    /// <summary>What the stages count.</summary>
    public PipelineFigures Figures { get; }

    /// <summary>Where the page is; null when it is nowhere.</summary>
    public Uri? Page => _host.Services.OperatingUrl();

    /// <summary>Fires when the stages stop, asked or not: one of them may have failed for good.</summary>
    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>What a stage failed with; null while all is well.</summary>
    public Exception? Failure => _host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
        .Select(worker => worker.ExecuteTask?.Exception?.InnerException).FirstOrDefault(failure => failure is not null);

    /// <summary>Starts the stages.</summary>
    /// <param name="settings">What would be in <c>eyrie.yaml</c>.</param>
    /// <param name="page">What it serves beside what every process serves.</param>
    /// <param name="logs">Gets warnings and worse.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<PipelineHost> StartAsync(
        IEnumerable<KeyValuePair<string, string?>> settings, ExtraPage page, ILoggerProvider logs, CancellationToken cancellation)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "eyrie" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(logs);
        builder.Services
            .Configure<HostOptions>(options =>
            {
                options.ServicesStartConcurrently = true;
                options.ServicesStopConcurrently = true;
            })
            .AddSingleton<IHostLifetime, GuestLifetime>()
            .AddPlatform()
            .AddSingleton(page)
            .AddTelemetry(builder.Configuration)
            .AddOperatingEndpoints(builder.Configuration)
            .AddIngestor()
            .AddEnricher(builder.Configuration)
            .AddSinks(builder.Configuration, only: null);
        var pipeline = new PipelineHost(builder.Build()); // listens to the meters before a stage makes its own
        try
        {
            await pipeline._host.StartAsync(cancellation);
            return pipeline;
        }
        catch
        {
            await pipeline.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the stages; they finish what they hold.</summary>
    public Task StopAsync(CancellationToken cancellation) => _host.StopAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Figures.Dispose();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }
}
