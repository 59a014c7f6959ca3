using Confluent.Kafka;

namespace Eyrie.Enricher;

/// <summary>
/// Makes calls to Kafka that must not be given up lightly: while Kafka is away, waiting is better than a new session, which has
/// to wait until the group has forgotten this one. One a session.
/// </summary>
internal sealed class PatientCalls(TimeProvider time, CancellationToken stopping)
{
    /// <summary>A stop waits no longer for Kafka.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    /// <summary>librdkafka may never come back from sending offsets when the broker went away meanwhile, whatever time it was given.</summary>
    public static readonly TimeSpan SurelyStuck = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(4);

    /// <summary>The last call; not completed when it is stuck.</summary>
    public Task Last { get; private set; } = Task.CompletedTask;

    /// <summary>Makes a call until it succeeds. One that ran out of time goes on where it was when it is made again.</summary>
    /// <param name="call">Gets the time that it may take.</param>
    /// <exception cref="KafkaException">It failed, is stuck, or Kafka was away for too long.</exception>
    /// <exception cref="OperationCanceledException">Stopping.</exception>
    public void Insist(Action<TimeSpan> call)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                Last = Task.Run(() => call(Slice));
                Last.WaitAsync(SurelyStuck, time).GetAwaiter().GetResult();
                return;
            }
            catch (KafkaRetriableException e)
            {
                GiveUpAfter(started, e);
            }
            catch (TimeoutException)
            {
                throw new KafkaException(ErrorCode.Local_TimedOut);
            }
        }
    }

    /// <summary>Waits until all that was produced has arrived.</summary>
    /// <exception cref="KafkaException">Kafka was away for too long.</exception>
    /// <exception cref="OperationCanceledException">Stopping.</exception>
    public void Flush(IProducer<string, byte[]> producer)
    {
        for (var started = time.GetTimestamp(); producer.Flush(Slice) > 0;)
        {
            GiveUpAfter(started, null);
        }
    }

    private void GiveUpAfter(long started, KafkaException? failure)
    {
        stopping.ThrowIfCancellationRequested();
        if (time.GetElapsedTime(started) > LongestOutage)
        {
            throw failure ?? new KafkaException(ErrorCode.Local_TimedOut);
        }
    }
}
