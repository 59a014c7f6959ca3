using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

/// <summary>Turns sensor events into alerts and activity: keeps a session with Kafka, starts a new one when it is lost.</summary>
internal sealed class EnrichmentLoop(SessionServices services, ILogger<EnrichmentLoop> logger) : BackgroundService
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2); // a stop waits no longer for Kafka
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    private const double FirstDelaySeconds = 0.5;
    private const double LongestDelaySeconds = 30;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; !stoppingToken.IsCancellationRequested; failures++)
        {
            var started = services.Time.GetTimestamp();
            try
            {
                // Confluent's consumer blocks: the loop owns a thread.
                await Task.Factory.StartNew(
                    () => RunSession(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (Exception e) when (IsTransient(e))
            {
                failures = services.Time.GetElapsedTime(started) > Settled ? 0 : failures;
                var delay = DelayAfter(failures);
                logger.SessionLost(e, delay.TotalSeconds);
                await Task.Delay(delay, services.Time, stoppingToken);
            }
        }
    }

    private static bool IsTransient(Exception e) => e switch
    {
        KafkaException kafka => KafkaFailures.Classify(kafka.Error) is not FailureKind.Fatal,
        PipelineException pipeline => pipeline.Kind is FailureKind.Transient,
        _ => false,
    };

    private static TimeSpan DelayAfter(int failures) => TimeSpan.FromSeconds(
        Math.Min(FirstDelaySeconds * Math.Pow(2, failures), LongestDelaySeconds) * (0.5 + Random.Shared.NextDouble()));

    private void RunSession(CancellationToken stopping)
    {
        CheckTopics(stopping);
        using var session = new EnrichmentSession(services, logger, stopping);
        session.Run();
    }

    // Memory is written to the partition of the same number: with fewer of them some would have no place.
    private void CheckTopics(CancellationToken stopping)
    {
        using var admin = services.Clients.CreateAdmin();
        var known = Metadata(admin, stopping);
        var events = PartitionsOf(services.Topics.Events, known);
        var state = PartitionsOf(services.Topics.State, known);
        if (events != state)
        {
            throw new PipelineException(
                FailureKind.Fatal,
                $"{services.Topics.Events} has {events} partitions, {services.Topics.State} has {state}: they must have equally many");
        }
    }

    private List<TopicMetadata> Metadata(IAdminClient admin, CancellationToken stopping)
    {
        for (var started = services.Time.GetTimestamp(); ;)
        {
            try
            {
                return admin.GetMetadata(Slice).Topics;
            }
            catch (KafkaException) when (services.Time.GetElapsedTime(started) < RequestTimeout)
            {
                stopping.ThrowIfCancellationRequested();
            }
        }
    }

    private static int PartitionsOf(string topic, List<TopicMetadata> known) =>
        known.Find(metadata => metadata.Topic == topic) is { Partitions.Count: > 0 and var count }
            ? count
            : throw new PipelineException(FailureKind.Fatal, $"Kafka has no topic {topic}: 'eyrie topics create' makes it");
}
