using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Tells whether the watch follows a kind of object now. A seam between the watch and who feeds others with what it says.</summary>
internal interface IClusterFollower
{
    /// <summary>The list was read and its changes come in.</summary>
    bool Follows(ClusterKind kind);
}

/// <summary>Runs the feed of <c>pods.v1</c>: reads what the topic has, lets the feed write what differs, then says regularly that it is there.</summary>
internal sealed class PodFeedWorker(
    PodFeed feed, ClusterView view, PodTopicProducer producer, FeedServices services, ILogger<PodFeedWorker> logger) : BackgroundService
{
    private const string Part = "pods-topic";
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        services.Readiness.NotReady(Part, $"reads what {services.Topics.Pods} has");
        await RestoreAsync(stoppingToken);
        var known = feed.Known;
        logger.PodsTopicTaken(services.Topics.Pods, known, view.Name, await Task.Run(feed.Open, stoppingToken));
        services.Readiness.Ready(Part);
        for (var beaten = services.Time.GetTimestamp(); ;)
        {
            await Task.Delay(CheckInterval, services.Time, stoppingToken);
            if (producer.Failure is { } failure)
            {
                throw failure; // started again, it reads what the topic really has
            }

            Report();
            if (services.Time.GetElapsedTime(beaten) >= BeatInterval)
            {
                beaten = services.Time.GetTimestamp();
                feed.Beat(services.Follower.Follows);
            }
        }
    }

    private void Report()
    {
        if (producer.Stalled is var stalled && stalled >= LongestStall)
        {
            services.Readiness.Degraded(Part, $"Kafka has taken nothing for {stalled.TotalSeconds:0} s: Enrichers that read {services.Topics.Pods} do not hear of changes. Nothing is lost; is Kafka up?");
        }
        else
        {
            services.Readiness.Ready(Part);
        }
    }

    private async Task RestoreAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await Task.Factory.StartNew(() => Restore(stopping), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                return;
            }
            catch (KafkaException e) when (e.Error.Code is not ErrorCode.UnknownTopicOrPart && KafkaFailures.Classify(e.Error) is FailureKind.Transient)
            {
                logger.PodsTopicLost(services.Topics.Pods, RetryDelay.TotalSeconds, e.Error.Reason);
                await Task.Delay(RetryDelay, services.Time, stopping);
            }
            catch (KafkaException e)
            {
                throw new PipelineException(FailureKind.Fatal, services.Clients.Explain(e.Error, services.Topics.Pods, Confluent.Kafka.Admin.AclOperation.Read).Sentence, e);
            }
        }
    }

    private void Restore(CancellationToken stopping)
    {
        using var consumer = services.Clients.CreatePartitionReader();
        consumer.Assign(new TopicPartitionOffset(services.Topics.Pods, 0, Offset.Beginning));
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            switch (consumer.Consume(Patience))
            {
                case { IsPartitionEOF: true }:
                    return;
                case { } record:
                    feed.Restore(record.Message.Key, record.Message.Value);
                    break;
                default:
                    break;
            }
        }
    }
}

/// <summary>What the feed needs of its surroundings.</summary>
internal sealed record FeedServices(KafkaClients Clients, Topics Topics, Readiness Readiness, IClusterFollower Follower, TimeProvider Time);
