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

    // The group's answer that tells us of its new generation is on its way when our offsets are refused.
    private const int MostCommits = 10;
    private static readonly TimeSpan CommitWait = TimeSpan.FromMilliseconds(20);

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

    /// <summary>
    /// Commits a transaction; again, when the group shared out its partitions anew while the offsets were on their way. A member
    /// keeps its partitions until it gives them up itself: losing a session for that would hold them all up.
    /// </summary>
    /// <param name="commit">Sends the offsets with what the group says we are now, and commits.</param>
    /// <param name="startOver">Aborts the transaction and begins another one with the same records.</param>
    /// <exception cref="KafkaException">It failed for another reason, or too often.</exception>
    /// <exception cref="OperationCanceledException">Stopping.</exception>
    public void Commit(Action commit, Action startOver)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                commit();
                return;
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.IllegalGeneration or ErrorCode.RebalanceInProgress && attempt < MostCommits)
            {
                Task.Delay(CommitWait * attempt, time, stopping).GetAwaiter().GetResult();
                startOver();
            }
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
