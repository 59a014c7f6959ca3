using Eyrie.Contracts;
using Eyrie.Platform;
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

    /// <summary>Ends when the target has answered for every alert, or when the host stops: then some may be open.</summary>
    public async Task<DeliveredBatch> DeliverAsync(IReadOnlyList<Alert> batch, SinkStop stop)
    {
        var (started, rejected, done) = (_time.GetTimestamp(), new List<RejectedAlert>(), 0);
        try
        {
            while (done < batch.Count)
            {
                stop.Begun.ThrowIfCancellationRequested();
                var (count, refused) = await _attempts.ExecuteAsync(
                    static async (job, _) => await job.Delivery.WriteAsync(job.Batch, job.Done, job.Over),
                    (Delivery: this, Batch: batch, Done: done, stop.Over),
                    stop.Begun);
                rejected.AddRange(refused);
                done += count;
                _most = _most > Many ? int.MaxValue : _most * 2;
                _health.Delivered();
            }
        }
        catch (Exception e) when (stop.Begun.IsCancellationRequested && e is (OperationCanceledException or PipelineException or BrokenCircuitException))
        {
            return new(rejected, OpenOf(batch, done, rejected)) { At = Now };
        }

        _metrics.BatchDelivered(_name, _time.GetElapsedTime(started));
        return new(rejected) { At = Now };
    }

    private EventTime Now => EventTime.From(_time.GetUtcNow());

    // What an attempt has settled that did not come to its end is settled.
    private HashSet<Alert> OpenOf(IReadOnlyList<Alert> batch, int done, List<RejectedAlert> rejected)
    {
        var open = new HashSet<Alert>(ReferenceEqualityComparer.Instance);
        foreach (var alert in batch.Skip(done))
        {
            if (_sink.Progress?.Has(alert) is not true)
            {
                open.Add(alert);
            }
            else if (_sink.Progress.RefusalOf(alert) is { } refusal)
            {
                rejected.Add(refusal);
            }
        }

        return open;
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
        if (done == 0 && _most >= batch.Count)
        {
            return batch;
        }

        var (end, fresh) = (done, 0);
        for (; end < batch.Count && fresh < _most; end++)
        {
            fresh += _sink.Progress?.Has(batch[end]) is true ? 0 : 1;
        }

        return end - done == batch.Count ? batch : [.. batch.Skip(done).Take(end - done)];
    }
}
