using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Platform;

/// <summary>A hosted service that has workers of its own: whoever asks what failed looks at them.</summary>
public interface IWorkerGroup
{
    /// <summary>Them.</summary>
    IEnumerable<BackgroundService> Workers { get; }
}

/// <summary>Ends the process with a code that tells a supervisor the truth.</summary>
public static class HostExit
{
    /// <summary>Runs until stopped, then disposes the host; 1 when a background service failed, else 0.</summary>
    public static async Task<int> RunToExitCodeAsync(this IHost host, CancellationToken cancellation)
    {
        try
        {
            var hosted = host.Services.GetServices<IHostedService>().ToArray();
            var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HostExit));
            await host.StartAsync(cancellation);
            await host.WaitForShutdownAsync(cancellation);
            var failed = Array.FindAll([.. hosted.SelectMany(Workers)], worker => HasFailed(worker, logger));
            return failed.Length > 0 ? 1 : 0;
        }
        finally
        {
            await DisposeAsync(host);
        }
    }

    private static IEnumerable<BackgroundService> Workers(IHostedService service) => service switch
    {
        IWorkerGroup group => group.Workers,
        BackgroundService worker => [worker],
        _ => [],
    };

    private static bool HasFailed(BackgroundService worker, ILogger logger)
    {
        if (worker.ExecuteTask is not { IsFaulted: true, Exception: { } cause })
        {
            return false;
        }

        logger.WorkerFailed(cause.GetBaseException(), worker.GetType().Name);
        return true;
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }
}
