using Eyrie.Ingestor;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Benchmarks;

/// <summary>The whole Ingestor with its defaults, spool on disk included, from the source's socket until Kafka has acknowledged all.</summary>
/// <param name="source">Whom it reads.</param>
/// <param name="options">How much of it.</param>
/// <param name="prefix">Of the topics.</param>
/// <param name="watch">Who asks and collects; null where no telemetry is on.</param>
internal sealed class IngestorPass(PassthroughSource source, PassthroughOptions options, string prefix, TelemetryWatch? watch = null)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<StageResult> RunAsync(string name, TelemetryMode mode)
    {
        using var folder = new TestFolder();
        using var host = Build(mode, folder["data"]);
        var spool = host.Services.GetRequiredService<EventSpool>(); // what is settled it knows without a meter
        await host.StartAsync();
        var url = host.Services.GetServices<IHostedService>().OfType<OperatingServer>().SingleOrDefault()?.Url;
        await ReachAsync(spool, options.WarmUp);
        watch?.Begin(url);
        var clock = new StageClock();
        source.Go();
        var mostOnDisk = await ReachAsync(spool, options.WarmUp + options.Events);
        var result = clock.Stop(name, options.Events);
        await host.StopAsync();
        return result with { Name = $"**{name}** (at most {mostOnDisk / 1_000_000} MB spooled)" };
    }

    // What is dropped is settled, too: whoever counts what is in Kafka afterwards finds out.
    private static async Task<long> ReachAsync(EventSpool spool, int count)
    {
        var (most, settled, since) = (0L, 0L, TimeProvider.System.GetTimestamp());
        while (spool.Settled - spool.First < count)
        {
            if (spool.Settled != settled)
            {
                (settled, since) = (spool.Settled, TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException($"nothing goes on after {settled - spool.First} of {count} events");
            }

            most = Math.Max(most, spool.DiskBytes);
            await Task.Delay(Glance, TimeProvider.System);
        }

        return most;
    }

    private IHost Build(TelemetryMode mode, string folder)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["node"] = "node-1",
            ["kafka:bootstrapServers"] = source.Kafka,
            ["topics:prefix"] = prefix,
            ["ingestor:dataFolder"] = folder,
            ["sensors:0:type"] = "tetragon-grpc",
            ["sensors:0:address"] = source.Address,
        });
        if (options.AlertEvery > 0)
        {
            builder.Configuration.AddInMemoryCollection([new("sensors:1:type", "falco-grpc"), new("sensors:1:address", source.Falco)]);
        }

        builder.Configuration.AddInMemoryCollection(mode.Settings(watch?.Collector ?? ""));
        builder.Logging.ClearProviders();
        builder.Services.AddPlatform();
        if (mode.IsOn)
        {
            builder.Services.AddTelemetry(builder.Configuration).AddOperatingEndpoints(builder.Configuration);
        }

        builder.Services.AddIngestor();
        return builder.Build();
    }
}
