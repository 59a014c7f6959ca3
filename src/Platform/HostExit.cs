using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Platform;

/// <summary>Ends the process with a code that tells a supervisor the truth.</summary>
public static class HostExit
{
    /// <summary>Runs until stopped, then disposes the host; 1 when a background service failed, else 0.</summary>
    public static async Task<int> RunToExitCodeAsync(this IHost host, CancellationToken cancellation)
    {
        try
        {
            var workers = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
            var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HostExit));
            await host.StartAsync(cancellation);
            await host.WaitForShutdownAsync(cancellation);
            var failed = Array.FindAll(workers, worker => HasFailed(worker, logger));
            return failed.Length > 0 ? 1 : 0;
        }
        finally
        {
            await DisposeAsync(host);
        }
    }

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
