using Eyrie.Ingestor;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Benchmarks;

/// <summary>The whole Ingestor with its defaults, spool on disk included, from the source's socket until Kafka has acknowledged all.</summary>
internal static class IngestorPass
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(2);

    public static async Task<StageResult> RunAsync(PassthroughSource source, PassthroughOptions options, string prefix)
    {
        using var folder = new TestFolder();
        using var host = Build(source, prefix, folder["data"]);
        using var published = new PublishedCount();
        await host.StartAsync();
        await ReachAsync(published, options.WarmUp);
        var clock = new StageClock();
        source.Go();
        var mostOnDisk = await ReachAsync(published, options.WarmUp + options.Events, host.Services.GetRequiredService<EventSpool>());
        var result = clock.Stop("Ingestor", options.Events);
        await host.StopAsync();
        return result with { Name = $"**Ingestor** (at most {mostOnDisk / 1_000_000} MB spooled)" };
    }

    private static async Task<long> ReachAsync(PublishedCount published, int count, EventSpool? spool = null)
    {
        var most = 0L;
        while (published.Value < count)
        {
            most = Math.Max(most, spool?.DiskBytes ?? 0);
            await Task.Delay(Glance, TimeProvider.System);
        }

        return most;
    }

    private static IHost Build(PassthroughSource source, string prefix, string folder)
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
        builder.Logging.ClearProviders();
        builder.Services.AddPlatform().AddIngestor();
        return builder.Build();
    }
}
