using System.Diagnostics.Metrics;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Tracing;
using Eyrie.Simulation.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Commands.Stages;

/// <summary>One life of a stage: from its start with one configuration to its end.</summary>
internal sealed class StageLife : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly StageMeters _meters;
    private readonly Readiness _process;
    private readonly Readiness _own = new();

    private StageLife(StageDefinition stage, IEnumerable<KeyValuePair<string, string?>> settings, IServiceProvider process)
    {
        _process = process.GetRequiredService<Readiness>();
        _meters = new(process.GetRequiredService<IMeterFactory>());
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "eyrie" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services
            .AddSingleton<IHostLifetime, GuestLifetime>()
            .AddSingleton(process.GetRequiredService<ILoggerFactory>())
            .AddSingleton(process.GetRequiredService<TraceSampling>())
            .AddSingleton(process.GetRequiredService<TimeProvider>())
            .AddSingleton(process.GetRequiredService<KafkaClients>())
            .AddSingleton(_own)
            .AddSingleton<IMeterFactory>(_meters)
            .Configure<HostOptions>(StageHost.StopInTime)
            .AddPlatform();
        stage.Add(builder.Services, builder.Configuration);
        _host = builder.Build();
        Workers = [.. _host.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
    }

    /// <summary>Its workers; also after its end.</summary>
    public IReadOnlyList<BackgroundService> Workers { get; }

    /// <summary>What it is made of.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Fires when it stops, asked or not.</summary>
    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>Begins one.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="settings">Its configuration.</param>
    /// <param name="process">What it shares with the process.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<StageLife> StartAsync(
        StageDefinition stage, IEnumerable<KeyValuePair<string, string?>> settings, IServiceProvider process, CancellationToken cancellation)
    {
        var life = new StageLife(stage, settings, process);
        life._process.Include(life._own);
        try
        {
            await life._host.StartAsync(cancellation);
            return life;
        }
        catch
        {
            await life.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it: it hands over what it holds.</summary>
    public Task StopAsync(CancellationToken cancellation) => _host.StopAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        _process.Exclude(_own);
        await ((IAsyncDisposable)_host).DisposeAsync();
        _meters.Dispose();
    }
}
