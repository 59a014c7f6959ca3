using Eyrie.Contracts;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// Fills the catalog from <c>pods.v1</c>, and says how far what is known of pods can be relied on. Whatever Kafka does, the catalog answers
/// with what it has.
/// </summary>
internal sealed class PodTopicReader : BackgroundService, IWholeTopicReader
{
    private const string Part = "pods";
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly ClusterCatalog _catalog;
    private readonly PodTopicPicture _picture;
    private readonly WholeTopic _topic;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _began;

    public PodTopicReader(
        KafkaClients clients, Topics topics, ClusterCatalog catalog, Readiness readiness, TimeProvider time, ILogger<PodTopicReader> logger)
    {
        (_name, _catalog, _readiness, _time, _logger) = (topics.Pods, catalog, readiness, time, logger);
        _picture = new(catalog);
        _topic = new(clients, _name, this, time, logger);
    }

    /// <summary>Completes when the topic was read to its end for the first time.</summary>
    public Task CaughtUp => _topic.CaughtUp;

    void IWholeTopicReader.Begin()
    {
        _began = _time.GetTimestamp();
        _picture.Begin();
    }

    void IWholeTopicReader.Take(string key, byte[]? value) => _picture.Take(key, value);

    void IWholeTopicReader.Ended()
    {
        _picture.End();
        var objects = _catalog.Clusters.Sum(static view => Enum.GetValues<ClusterKind>().Sum(view.Count));
        _logger.PodsTopicRead(_name, objects, _catalog.Clusters.Count, _time.GetElapsedTime(_began).TotalSeconds);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reading = _topic.RunAsync(stoppingToken);
        while (!reading.IsCompleted && !stoppingToken.IsCancellationRequested)
        {
            Report();
            var pause = Task.Delay(ReportInterval, _time, stoppingToken);
            await (CaughtUp.IsCompleted ? Task.WhenAny(reading, pause) : Task.WhenAny(reading, pause, CaughtUp));
        }

        await reading;
    }

    private void Report()
    {
        if (Problem() is { } problem)
        {
            _readiness.Degraded(Part, problem);
        }
        else
        {
            _readiness.Ready(Part);
        }
    }

    private string? Problem() => _topic.Problem
        ?? (CaughtUp.IsCompleted
            ? PodTopicAge.Problem(_picture.Pods, _name, EventTime.From(_time.GetUtcNow()))
            : $"reads {_name}; until it has, documents say of pods what events say");
}
