using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace Eyrie.Platform.Metrics;

/// <summary>
/// Lets exporters listen before anything else of the process is made: what is measured in a constructor, such as that a sink begins as one
/// that works, would be heard by nobody. To be registered before what measures.
/// </summary>
internal sealed class ListeningMeters(MeterProvider provider) : IHostedService
{
    /// <summary>Who listens.</summary>
    public MeterProvider Provider { get; } = provider;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
