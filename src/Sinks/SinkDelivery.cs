using Eyrie.Contracts;
using Polly;

namespace Eyrie.Sinks;

/// <summary>Delivers batches to one sink: tries each until it is taken, however long that takes.</summary>
internal sealed class SinkDelivery(string name, IAlertSink sink, SinkOptions options, SinkHealth health, SinkMetrics metrics, TimeProvider time)
{
    private readonly ResiliencePipeline _attempts = SinkResilience.Build(options, time, health);

    /// <summary>Ends when the target has answered for every alert, or with the cancellation.</summary>
    /// <returns>The alerts that the target will never take.</returns>
    public async Task<IReadOnlyList<RejectedAlert>> DeliverAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var rejected = await _attempts.ExecuteAsync(
            static async (job, token) => await job.Sink.WriteAsync(job.Batch, token),
            (Sink: sink, Batch: batch),
            cancellation);
        health.Delivered();
        metrics.BatchDelivered(name, time.GetElapsedTime(started));
        return rejected;
    }
}
