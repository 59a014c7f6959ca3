using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Tracing;

namespace Eyrie.Ingestor.Publishing;

/// <summary>
/// Publishes what the spool holds, in order. Records go to the client's queue without waiting for each other. Whatever Kafka says, it is
/// tried on: what is not in Kafka is in the spool. After a failure all that failed is sent again before anything else, so that a node's
/// events stay in order.
/// </summary>
internal sealed class EventPublisher : IDisposable
{
    private const int BatchEvents = 256;
    private static readonly TimeSpan FullQueueWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly EventSpool _spool;
    private readonly Func<IProducer<string, byte[]>> _connect;
    private readonly PublisherTopics _topics;
    private readonly PublisherStatus _status;
    private readonly TimeProvider _time;
    private readonly DeliveryWindow _window;
    private readonly Backoff _backoff = new(FirstWait, LongestWait, Random.Shared);
    private readonly List<KeptEvent> _batch = new(BatchEvents);
    private readonly Signal _reported = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IProducer<string, byte[]>? _producer;

    public EventPublisher(
        EventSpool spool, Func<IProducer<string, byte[]>> connect, PublisherTopics topics, IngestorMetrics metrics, PublisherStatus status, TimeProvider time,
        TraceSampling? sampling = null)
    {
        (_spool, _connect, _topics, _status, _time) = (spool, connect, topics, status, time);
        _window = new(spool, metrics, time) { Sampling = sampling ?? TraceSampling.Off };
        _window.Arrived += Arrived;
        _window.Dropped += _reported.Set; // it may be the last one that is waited for
        _window.Refused += status.Refused;
        _window.Troubled += Troubled;
    }

    /// <summary>Everything that was kept has its outcome.</summary>
    public bool IsDrained => Left == 0;

    /// <summary>How many have none yet.</summary>
    public long Left => _window.Count + _spool.Waiting;

    /// <summary>Publishes until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            _producer = _connect();
            while (true)
            {
                await (_window.Trouble is { } trouble ? SendAgainAsync(trouble, stop) : SendAsync(stop));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is still on its way is in the window; Close says what becomes of it.
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Completes when <see cref="RunAsync"/> does.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many are with Kafka's client.</summary>
    public int InFlight => _window.Sent;

    /// <inheritdoc cref="EventSpool.Settled"/>
    public long Settled => _spool.Settled;

    /// <summary>When the oldest that is not in Kafka was received; null when there is none.</summary>
    public EventTime? Oldest => _window.Oldest;

    /// <summary>Waits until <see cref="IsDrained"/>.</summary>
    public async Task DrainAsync(CancellationToken giveUp)
    {
        while (!IsDrained)
        {
            await Task.Delay(FullQueueWait, _time, giveUp);
        }
    }

    /// <summary>Ends the account.</summary>
    /// <returns>How many events are lost.</returns>
    public long Close() => _window.Close();

    public void Dispose() => _producer?.Dispose();

    private async Task SendAsync(CancellationToken stop)
    {
        _batch.Clear();
        _spool.Take(_batch, BatchEvents);
        if (_batch.Count == 0)
        {
            await _spool.Arrived.WaitAsync().WaitAsync(stop);
            return;
        }

        var deliveries = new Delivery[_batch.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            deliveries[i] = _window.Open(_batch[i]); // first of all: from here on each has to have an outcome
        }

        await HandOverAsync(deliveries, stop);
    }

    private async Task HandOverAsync(IReadOnlyList<Delivery> deliveries, CancellationToken stop)
    {
        for (var i = 0; i < deliveries.Count && _window.Trouble is null; i++)
        {
            while (!TryProduce(deliveries[i]))
            {
                await Task.Delay(FullQueueWait, _time, stop);
            }
        }
    }

    /// <summary>False when the client's queue is full.</summary>
    private bool TryProduce(Delivery delivery)
    {
        _window.Sending(delivery);
        try
        {
            delivery.Produce(_producer!, _topics);
        }
        catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
        {
            _window.NotTaken(delivery);
            return false;
        }
        catch (ProduceException<string, byte[]> e)
        {
            _window.Reported(delivery, e.Error);
        }

        return true;
    }

    // Those that are still with the client may fail as well: only when all have been heard of, the order is known.
    private async Task SendAgainAsync(Error trouble, CancellationToken stop)
    {
        while (_window.Sent > 0)
        {
            await _reported.WaitAsync().WaitAsync(stop);
        }

        if (KafkaFailures.Classify(trouble) is not Platform.FailureKind.Rejected)
        {
            await Task.Delay(_backoff.Next(), _time, stop);
        }

        if (trouble.IsFatal)
        {
            _producer!.Dispose(); // an idempotent producer that has lost its place is of no more use
            _producer = _connect();
        }

        await HandOverAsync(_window.Unsent(), stop);
    }

    private void Arrived()
    {
        _status.Arrived();
        _backoff.Reset();
        _reported.Set();
    }

    private void Troubled(Error error)
    {
        _status.Troubled(error, _topics.Events);
        _reported.Set();
        _spool.Arrived.Set(); // there is something to do, although nothing new has come
    }
}
