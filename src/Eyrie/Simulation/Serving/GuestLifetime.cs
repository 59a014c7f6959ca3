using Microsoft.Extensions.Hosting;

namespace Eyrie.Simulation.Serving;

/// <summary>
/// For a host inside a command: Ctrl-C is the command's to obey. With the usual lifetime each host would stop by itself at
/// the signal, while others still have something to hand over.
/// </summary>
internal sealed class GuestLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
