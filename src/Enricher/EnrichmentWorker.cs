using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

/// <summary>What one worker is called.</summary>
/// <param name="TransactionalId">By Kafka; nobody else may be called so.</param>
/// <param name="Part">In <c>/readyz</c>.</param>
internal sealed record WorkerName(string TransactionalId, string Part)
{
    /// <summary>The name of a worker by its number, from 1.</summary>
    public static WorkerName Of(SessionServices services, int number) =>
        new($"{services.Prefix}enricher-{services.Options.Instance}-{number}", $"enricher-{number}");
}

/// <summary>One of the workers of this process: keeps a session with Kafka, starts a new one when it is lost. They share nothing that changes.</summary>
internal sealed class EnrichmentWorker(SessionServices services, WorkerName name, ILogger logger)
{
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    private const double FirstDelaySeconds = 0.5;
    private const double LongestDelaySeconds = 30;

    private readonly PartitionCounts _counts = new(services.Clients, services.Topics, services.Time);

    /// <summary>Runs until stopping.</summary>
    /// <exception cref="KafkaException">Kafka refuses us: a person has to act.</exception>
    /// <exception cref="PipelineException">Likewise.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        services.Readiness.NotReady(name.Part, "has no session with Kafka yet");
        for (var failures = 0; !stopping.IsCancellationRequested; failures++)
        {
            var started = services.Time.GetTimestamp();
            try
            {
                // Confluent's consumer blocks: the worker owns a thread.
                await Task.Factory.StartNew(
                    () => RunSession(stopping), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (Exception e) when (IsTransient(e))
            {
                failures = services.Time.GetElapsedTime(started) > Settled ? 0 : failures;
                var delay = DelayAfter(failures);
                services.Readiness.NotReady(name.Part, e is PipelineException ? e.Message : "lost the session with Kafka");
                services.Metrics.SessionLost();
                logger.SessionLost(e, delay.TotalSeconds);
                await Task.Delay(delay, services.Time, stopping);
            }
        }
    }

    /// <summary>Whether a new session may mend it.</summary>
    internal static bool IsTransient(Exception e) => e switch
    {
        // A transaction that was open for too long, of a process that was stopped for instance, costs its producer the right to write: the next one has it.
        KafkaException { Error.Code: ErrorCode.Local_Fenced or ErrorCode.Local_Fatal or ErrorCode.InvalidProducerEpoch or ErrorCode.InvalidProducerIdMapping } => true,
        KafkaException kafka => KafkaFailures.Classify(kafka.Error) is not FailureKind.Fatal,
        PipelineException pipeline => pipeline.Kind is FailureKind.Transient,
        _ => false,
    };

    private static TimeSpan DelayAfter(int failures) => TimeSpan.FromSeconds(
        Math.Min(FirstDelaySeconds * Math.Pow(2, failures), LongestDelaySeconds) * (0.5 + Random.Shared.NextDouble()));

    private void RunSession(CancellationToken stopping)
    {
        _counts.Check(stopping);
        using var session = new EnrichmentSession(services, name, logger, stopping);
        session.Run();
    }
}
