using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks;

/// <summary>Sessions with Kafka: one that is lost is followed by the next, after a while.</summary>
internal static class SinkSessions
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    /// <summary>Runs until stopped, or until a failure that no new session can mend.</summary>
    public static void Run(Action session, string sink, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        var delay = FirstDelay;
        while (!stopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                session();
            }
            catch (Exception e) when (Classify(e) is FailureKind.Transient or FailureKind.Rejected)
            {
                delay = time.GetElapsedTime(started) > MaxDelay ? FirstDelay : delay;
                logger.SessionLost(e, sink, delay.TotalSeconds);
                Task.Delay(delay, time, stopping).IsDone(Timeout.InfiniteTimeSpan);
                delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return; // what was not committed is read again
            }
        }
    }

    private static FailureKind? Classify(Exception failure) => failure switch
    {
        KafkaException e => KafkaFailures.Classify(e.Error),
        PipelineException e => e.Kind,
        _ => null,
    };
}
