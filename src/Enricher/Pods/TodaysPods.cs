using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods;

/// <summary>
/// Brings the source of pods up to what is known today, once, for those who read history: nobody keeps the pods of then, and deleted ones
/// are remembered for a while. A file is read anyway.
/// </summary>
internal sealed class TodaysPods(IServiceProvider services, IOptions<EnricherOptions> options, TimeProvider time)
{
    private readonly TimeSpan _patience = options.Value.RestoreTimeout;

    /// <summary>Learns them.</summary>
    /// <param name="source">Where pods come from.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="PipelineException">Transient: the topic cannot be read; the message says what can be done.</exception>
    public Task LearnAsync(PodSourceKind source, CancellationToken cancellation) => source switch
    {
        PodSourceKind.Topic => LearnAsync(ActivatorUtilities.CreateInstance<PodTopicReader>(services), cancellation),
        PodSourceKind.Watch => LearnAsync(ActivatorUtilities.CreateInstance<SnapshotKeeper>(services), cancellation),
        _ => Task.CompletedTask,
    };

    private async Task LearnAsync(PodTopicReader reader, CancellationToken cancellation)
    {
        await reader.StartAsync(cancellation);
        try
        {
            await reader.CaughtUp.WaitAsync(_patience, time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new PipelineException(
                FailureKind.Transient,
                $"the topic of pods could not be read to its end within {_patience.TotalSeconds:0} s (enricher.restoreTimeout); "
                + "EYRIE__ENRICHER__PODS__SOURCE=none goes on without",
                e);
        }
        finally
        {
            await StopAsync(reader);
        }
    }

    // It reads the file before it begins to keep it; without a watch nothing changes, and nothing is written.
    private static async Task LearnAsync(SnapshotKeeper keeper, CancellationToken cancellation)
    {
        await keeper.StartAsync(cancellation);
        await StopAsync(keeper);
    }

    private static async Task StopAsync(BackgroundService service)
    {
        await service.StopAsync(CancellationToken.None);
        service.Dispose();
    }
}
