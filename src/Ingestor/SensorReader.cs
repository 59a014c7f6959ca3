using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;

namespace Eyrie.Ingestor;

/// <summary>Reads a sensor into its buffer as long as the process lives, and closes the buffer then.</summary>
internal sealed class SensorReader(
    ISensorStream sensor, EventIntake intake, SensorStatus status, Backoff backoff, TimeSpan healthyAfter, TimeProvider time)
{
    private readonly StreamLoop _loop = new(sensor, intake, status, backoff, healthyAfter, time);

    /// <summary>Reads until told to stop; what was read by then is in the buffer, which is then complete.</summary>
    /// <exception cref="PipelineException">Fatal: the sensor cannot be read with these settings.</exception>
    public async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            await _loop.RunAsync(stop);
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
}
