using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;

namespace Eyrie.Ingestor;

/// <summary>Keeps a stream open: however it ends, it is opened again, after growing waits while that fails.</summary>
internal sealed class StreamLoop(
    ISensorStream stream, IEventIntake intake, SensorStatus status, Backoff backoff, TimeSpan healthyAfter, TimeProvider time)
{
    /// <summary>Reads until told to stop, or to the end of a stream that has but one.</summary>
    /// <exception cref="PipelineException">Fatal: the sensor cannot be read with these settings.</exception>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (await ReadUntilLostAsync(stop) is { } delay)
        {
            await Task.Delay(delay, time, stop);
        }
    }

    /// <summary>Reads one stream to its end.</summary>
    /// <returns>How long to wait before the next; null when there is none.</returns>
    private async Task<TimeSpan?> ReadUntilLostAsync(CancellationToken stop)
    {
        PipelineException? cause = null;
        var started = time.GetTimestamp();
        try
        {
            await stream.ReadAsync(intake, stop);
            if (stream.EndsForGood)
            {
                return null;
            }
        }
        catch (PipelineException e) when (e.Kind is FailureKind.Transient)
        {
            cause = e;
        }

        if (time.GetElapsedTime(started) >= healthyAfter)
        {
            backoff.Reset();
        }

        var delay = backoff.Next();
        status.Lost(cause, delay);
        return delay;
    }
}
