using System.Diagnostics.Metrics;
using Eyrie.Platform.Http;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Platform.Metrics;

/// <summary>Shows how this process is: what <c>/readyz</c> says, in numbers, and since when it runs.</summary>
internal sealed class ProcessMetrics : IHostedService
{
    private static readonly (PartState State, KeyValuePair<string, object?> Tag)[] States =
    [
        (PartState.Ready, new("state", "ready")),
        (PartState.Degraded, new("state", "degraded")),
        (PartState.NotReady, new("state", "not_ready")),
    ];

    private readonly Readiness _readiness;

    public ProcessMetrics(Readiness readiness, IMeterFactory meters, TimeProvider time)
    {
        _readiness = readiness;
        var started = time.GetTimestamp();
        var meter = meters.Create(PlatformMeter.Name);
        meter.CreateObservableGauge("eyrie.ready", () => readiness.IsReady ? 1 : 0, description: "1 while /readyz answers 200, else 0.");
        meter.CreateObservableGauge("eyrie.parts", Parts, "{part}", "Parts of the process that /readyz names, by state.", Labels.Of("state"));
        meter.CreateObservableGauge("process.uptime", () => time.GetElapsedTime(started).TotalSeconds, "s", "How long the process has been running.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<int>> Parts()
    {
        var parts = _readiness.Parts;
        return States.Select(one => new Measurement<int>(parts.Count(part => part.State == one.State), one.Tag));
    }
}
