using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

/// <summary>Turns sensor events into alerts and activity: runs the workers, and ends them all when one cannot go on.</summary>
internal sealed class EnrichmentLoop(SessionServices services, ILogger<EnrichmentLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAll(Enumerable.Range(1, Workers()).Select(number => RunAsync(number, ending)));
    }

    private int Workers()
    {
        var (wanted, most) = (services.Options.Workers, Environment.ProcessorCount);
        if (wanted > most)
        {
            logger.WorkersBounded(most, wanted);
        }

        return Math.Min(wanted, most);
    }

    private async Task RunAsync(int number, CancellationTokenSource ending)
    {
        try
        {
            await new EnrichmentWorker(services, WorkerName.Of(services, number), logger).RunAsync(ending.Token);
        }
        catch
        {
            await ending.CancelAsync(); // the process ends with code 1, and the others leave the group first
            throw;
        }
    }
}
