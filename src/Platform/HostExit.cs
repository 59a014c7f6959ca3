using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Platform;

/// <summary>Ends the process with a code that tells a supervisor the truth.</summary>
public static class HostExit
{
    /// <summary>Runs until stopped; 1 when a background service failed, else 0.</summary>
    public static async Task<int> RunToExitCodeAsync(this IHost host, CancellationToken cancellation)
    {
        var workers = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
        await host.RunAsync(cancellation);
        return workers.Any(worker => worker.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
    }
}
