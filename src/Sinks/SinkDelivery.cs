using Eyrie.Contracts;
using Polly;
using Polly.CircuitBreaker;

namespace Eyrie.Sinks;

/// <summary>Delivers batches to one sink: tries each until it is taken, however long that takes.</summary>
internal sealed class SinkDelivery
{
    // What a target gets that may be back: it is not to fall over what waited for it.
    private const int TrialAlerts = 10;
    private const int Many = 10_000;

    private readonly string _name;
    private readonly IAlertSink _sink;
    private readonly SinkHealth _health;
    private readonly SinkMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _attempts;
    private int _most = int.MaxValue;

    public SinkDelivery(string name, IAlertSink sink, SinkOptions options, SinkHealth health, SinkMetrics metrics, TimeProvider time)
    {
        (_name, _sink, _health, _metrics, _time) = (name, sink, health, metrics, time);
        _attempts = SinkResilience.Build(options, time, health, _circuit);
    }

    /// <summary>Ends when the target has answered for every alert, or with the cancellation.</summary>
    /// <returns>The alerts that the target will never take.</returns>
    public async Task<IReadOnlyList<RejectedAlert>> DeliverAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        var (started, rejected) = (_time.GetTimestamp(), new List<RejectedAlert>());
        for (var done = 0; done < batch.Count;)
        {
            var (count, refused) = await _attempts.ExecuteAsync(
                static async (job, token) => await job.Delivery.WriteAsync(job.Batch, job.Done, token),
                (Delivery: this, Batch: batch, Done: done),
                cancellation);
            rejected.AddRange(refused);
            done += count;
            _most = _most > Many ? int.MaxValue : _most * 2;
            _health.Delivered();
        }

        _metrics.BatchDelivered(_name, _time.GetElapsedTime(started));
        return rejected;
    }

    private async Task<(int Count, IReadOnlyList<RejectedAlert> Rejected)> WriteAsync(IReadOnlyList<Alert> batch, int done, CancellationToken cancellation)
    {
        if (_circuit.CircuitState is Polly.CircuitBreaker.CircuitState.HalfOpen)
        {
            _most = TrialAlerts;
        }

        var part = Part(batch, done);
        return (part.Count, await _sink.WriteAsync(part, cancellation));
    }

    private IReadOnlyList<Alert> Part(IReadOnlyList<Alert> batch, int done)
    {
        var (end, fresh) = (done, 0);
        for (; end < batch.Count && fresh < _most; end++)
        {
            fresh += _sink.Has(batch[end]) ? 0 : 1;
        }

        return end - done == batch.Count ? batch : [.. batch.Skip(done).Take(end - done)];
    }
}
