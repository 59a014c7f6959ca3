using Eyrie.Contracts;
using Microsoft.Extensions.Logging;
using Polly;

namespace Eyrie.Sinks;

/// <summary>Delivers batches to one sink: tries each until it is taken, however long that takes.</summary>
internal sealed class SinkDelivery
{
    private readonly IAlertSink _sink;
    private readonly SinkMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly SinkHealth _health;
    private readonly ResiliencePipeline _attempts;

    public SinkDelivery(
        IAlertSink sink, SinkOptions options, SinkMetrics metrics, TimeProvider time, ILogger<SinkDelivery> logger)
    {
        (_sink, _metrics, _time) = (sink, metrics, time);
        _health = new(sink.Name, options.RetryWindow, metrics, time, logger);
        _attempts = SinkResilience.Build(options, time, _health.AttemptFailed);
    }

    /// <summary>Ends when the target has answered for every alert, or with the cancellation.</summary>
    /// <returns>The alerts that the target will never take.</returns>
    public async Task<IReadOnlyList<RejectedAlert>> DeliverAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var rejected = await _attempts.ExecuteAsync(
            static async (job, token) => await job.Sink.WriteAsync(job.Batch, token),
            (Sink: _sink, Batch: batch),
            cancellation);
        _health.Delivered();
        _metrics.BatchDelivered(_sink.Name, _time.GetElapsedTime(started));
        return rejected;
    }
}
