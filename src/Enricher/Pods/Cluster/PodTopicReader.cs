using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// Reads <c>pods.v1</c> from its beginning and follows it, without a group: each process needs all of it. Whatever Kafka does, the catalog
/// answers with what it has.
/// </summary>
internal sealed class PodTopicReader(
    KafkaClients clients, Topics topics, ClusterCatalog catalog, Readiness readiness, TimeProvider time, ILogger<PodTopicReader> logger) : BackgroundService
{
    private const string Part = "pods";
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComplaintInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    // Deletions leave the topic after a day: who heard nothing for long begins again, so that none is missed.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(6);

    private readonly PodTopicPicture _picture = new(catalog);
    private long _complained;
    private long _reported;
    private bool _isFruitful; // the last try brought something

    /// <summary>Completes when the topic was read to its end for the first time.</summary>
    public Task CaughtUp => _caughtUp.Task;

    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        readiness.Degraded(Part, $"reads {topics.Pods}; until it has, documents say of pods what events say");
        for (var failures = 0; ; failures++)
        {
            try
            {
                // Confluent's consumer blocks: it has a thread of its own.
                await Task.Factory.StartNew(() => Follow(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (Exception e) when (e is KafkaException or PipelineException)
            {
                failures = _isFruitful ? 0 : failures;
                var delay = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures), LongestDelay.TotalSeconds));
                var problem = e is ConsumeException consume ? clients.Explain(consume.Error, topics.Pods, Confluent.Kafka.Admin.AclOperation.Read).Sentence : e.Message;
                readiness.Degraded(Part, problem);
                logger.PodsTopicLost(topics.Pods, delay.TotalSeconds, problem);
                await Task.Delay(delay, time, stoppingToken);
            }
        }
    }

    private void Follow(CancellationToken stopping)
    {
        using var consumer = clients.CreatePartitionReader();
        var (started, heard, next, isWhole) = (time.GetTimestamp(), time.GetTimestamp(), 0L, false);
        _picture.Begin();
        _isFruitful = false;
        consumer.Assign(new TopicPartitionOffset(topics.Pods, 0, Offset.Beginning));
        while (!stopping.IsCancellationRequested)
        {
            var record = consumer.Consume(Patience);
            _isFruitful |= record is not null;
            if (record is { IsPartitionEOF: true } && !isWhole)
            {
                isWhole = true;
                End(time.GetElapsedTime(started));
            }
            else if (record is { IsPartitionEOF: false })
            {
                next = record.Offset.Value >= next ? record.Offset.Value + 1 : throw Anew("was made anew");
                heard = time.GetTimestamp();
                Take(record);
            }
            else if (time.GetElapsedTime(heard) > LongestSilence)
            {
                throw Anew("was silent for hours");
            }

            Report(isWhole);
        }
    }

    private PipelineException Anew(string why) => new(FailureKind.Transient, $"{topics.Pods} {why}: it is read again from its beginning");

    private void End(TimeSpan elapsed)
    {
        _picture.End();
        _caughtUp.TrySetResult();
        _reported = 0;
        var objects = catalog.Clusters.Sum(static view => Enum.GetValues<ClusterKind>().Sum(view.Count));
        logger.PodsTopicRead(topics.Pods, objects, catalog.Clusters.Count, elapsed.TotalSeconds);
    }

    private void Take(ConsumeResult<string, byte[]> record)
    {
        try
        {
            _picture.Take(record.Message.Key, record.Message.Value);
        }
        catch (FormatException e)
        {
            if (_complained == 0 || time.GetElapsedTime(_complained) > ComplaintInterval)
            {
                _complained = time.GetTimestamp();
                logger.PodsRecordUnreadable(topics.Pods, Processes.KeptText.Cut(record.Message.Key, 256) ?? "", e.Message);
            }
        }
    }

    private void Report(bool isWhole)
    {
        if (!isWhole || (_reported != 0 && time.GetElapsedTime(_reported) < ReportInterval))
        {
            return;
        }

        _reported = time.GetTimestamp();
        if (PodTopicAge.Problem(_picture.Pods, topics.Pods, EventTime.From(time.GetUtcNow())) is { } problem)
        {
            readiness.Degraded(Part, problem);
        }
        else
        {
            readiness.Ready(Part);
        }
    }
}

/// <summary>Says when what <c>pods.v1</c> tells is not the whole picture, or an old one.</summary>
internal static class PodTopicAge
{
    /// <summary>A feeder tells that it is there more often than that by far.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromMinutes(3);

    /// <summary>What is wrong; null when nothing is.</summary>
    public static string? Problem(IEnumerable<(string Cluster, EventTime Sync)> pods, string topic, EventTime now)
    {
        var isEmpty = true;
        foreach (var (cluster, sync) in pods)
        {
            isEmpty = false;
            if (now - sync > Oldest)
            {
                return $"{topic} has no news of the cluster '{cluster}' since {sync.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z: does its 'eyrie pods' run, and reach the API server?";
            }
        }

        return isEmpty ? $"{topic} knows no cluster: 'eyrie pods' fills it" : null;
    }
}
