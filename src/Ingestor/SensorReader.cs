using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;

namespace Eyrie.Ingestor;

/// <summary>Keeps a sensor's stream open: however it ends, it is opened again, after growing waits while that fails.</summary>
internal sealed class SensorReader(
    ISensorStream sensor, EventIntake intake, SensorStatus status, Backoff backoff, TimeSpan healthyAfter, TimeProvider time)
{
    /// <summary>Reads until told to stop; what was read by then is in the buffer, which is then complete.</summary>
    /// <exception cref="PipelineException">Fatal: the sensor cannot be read with these settings.</exception>
    public async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(await ReadUntilLostAsync(stop), time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The pump is not done when reading is: what was read goes to Kafka first.
        }
        finally
        {
            intake.Complete();
        }
    }

    /// <summary>Reads one stream to its end.</summary>
    /// <returns>How long to wait before the next.</returns>
    private async Task<TimeSpan> ReadUntilLostAsync(CancellationToken stop)
    {
        PipelineException? cause = null;
        var started = time.GetTimestamp();
        try
        {
            await sensor.ReadAsync(intake, stop);
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
