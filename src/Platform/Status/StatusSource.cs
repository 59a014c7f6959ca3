using System.Reflection;
using Eyrie.Contracts;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Platform.Status;

/// <summary>Says how this process is. Made before anything measures, so that nothing is missed.</summary>
internal sealed class StatusSource(
    MeterFigures figures, Readiness readiness, IOptions<KafkaOptions> kafka, Topics topics, TimeProvider time) : IHostedService
{
    private static readonly string Version =
        typeof(StatusSource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>How it is now.</summary>
    public StatusReport Report()
    {
        var parts = readiness.Parts;
        return figures.Read(now => new StatusReport(
            Version,
            Environment.MachineName,
            _started,
            time.GetUtcNow(),
            Word(parts.Count == 0 ? PartState.Ready : parts.Max(static part => part.State)),
            [.. parts.Select(static part => new PartStatus(part.Part, Word(part.State), part.Reason))],
            StageStatus.Ingestor(now),
            StageStatus.Enricher(now),
            StageStatus.Sinks(now),
            ProcessStatus.Kafka(now, kafka.Value.BootstrapServers, topics),
            ProcessStatus.DeadLetters(now),
            ProcessStatus.Certificates(now)));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Word(PartState state) => state switch
    {
        PartState.Ready => "ready",
        PartState.Degraded => "degraded",
        _ => "notReady",
    };
}
