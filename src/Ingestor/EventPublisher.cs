using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor;

/// <summary>
/// Publishes one sensor's events. Records go to the client's local queue without waiting for each other; the delivery report of
/// each settles its outcome. The producer retries for ever, so Kafka may be away for any time.
/// </summary>
internal sealed class EventPublisher(
    IProducer<string, byte[]> producer,
    string topic,
    SensorTag sensor,
    IngestorMetrics metrics,
    TimeProvider time,
    ILogger<EventPublisher> logger) : IEventPublisher
{
    private static readonly TimeSpan FullQueueWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan TroubleWait = TimeSpan.FromSeconds(1);

    private readonly DeliveryAccount _account = new(sensor, metrics);
    private EventBuffer? _buffer;
    private Action<DeliveryReport<string, byte[]>>? _settle;
    private CancellationTokenSource? _stop;
    private PipelineException? _refusal;
    private volatile bool _troubled;

    public async Task PublishAsync(EventBuffer buffer, CancellationToken giveUp)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(giveUp); // not disposed: a late report may still cancel it
        (_buffer, _stop, _settle) = (buffer, stop, Settle); // one delegate for all records
        try
        {
            await PublishAllAsync(buffer, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Out of time or refused; the account below says which.
        }

        Close(buffer);
    }

    private async Task PublishAllAsync(EventBuffer buffer, CancellationToken stop)
    {
        do
        {
            while (await buffer.WaitAsync(stop))
            {
                while (buffer.TryTake(out var sensorEvent))
                {
                    await HandOverAsync(buffer, sensorEvent, stop);
                }
            }

            await _account.SettledAsync().WaitAsync(stop);
        }
        while (buffer.Count > 0); // what failed on the way came back
    }

    /// <summary>Puts a record into the local queue, waiting while that is full.</summary>
    private async ValueTask HandOverAsync(EventBuffer buffer, SensorEvent sensorEvent, CancellationToken stop)
    {
        try
        {
            if (_troubled)
            {
                await Task.Delay(TroubleWait, time, stop);
            }

            var record = EventRecord.ToMessage(sensorEvent);
            while (!TryProduce(record))
            {
                await Task.Delay(FullQueueWait, time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            buffer.Return(sensorEvent);
            throw;
        }
    }

    /// <summary>False when the local queue is full.</summary>
    private bool TryProduce(Message<string, byte[]> record)
    {
        _account.Open();
        try
        {
            producer.Produce(topic, record, _settle);
            return true;
        }
        catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
        {
            _account.Returned();
            return false;
        }
        catch (ProduceException<string, byte[]> e)
        {
            Settle(record, e.Error);
            return true;
        }
    }

    private void Settle(DeliveryReport<string, byte[]> report) => Settle(report.Message, report.Error);

    /// <summary>Gives a record its outcome; called on the client's own thread.</summary>
    private void Settle(Message<string, byte[]> record, Error error)
    {
        if (error.Code is ErrorCode.NoError)
        {
            _account.Published();
            if (_troubled)
            {
                _troubled = false;
                logger.PublishingRecovered(sensor.Name);
            }
        }
        else
        {
            Failed(record, error);
        }
    }

    private void Failed(Message<string, byte[]> record, Error error)
    {
        switch (KafkaFailures.Classify(error))
        {
            case FailureKind.Rejected:
                Drop(record, error);
                break;
            case FailureKind.Fatal:
                _refusal ??= new(FailureKind.Fatal, $"Kafka refuses events of {sensor.Name}: {error.Reason} ({error.Code})");
                _stop!.Cancel();
                break; // stays in flight: the account counts it as dropped
            default:
                PutBack(record, error);
                break;
        }
    }

    private void Drop(Message<string, byte[]> record, Error error)
    {
        var tooLarge = error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge;
        if (_account.Dropped(tooLarge ? DropReasons.TooLarge : DropReasons.Rejected))
        {
            logger.EventRejected(
                sensor.Name, record.Headers.Text(RecordHeaders.Id) ?? "", record.Value.Length, error.Reason, error.Code);
        }
    }

    private void PutBack(Message<string, byte[]> record, Error error)
    {
        if (!_troubled)
        {
            _troubled = true;
            logger.PublishingTroubled(sensor.Name, error.Reason, error.Code);
        }

        EventRecord.TryRead(record, out var sensorEvent, out _);
        _buffer!.Return(sensorEvent); // first, or the publisher could take the account for settled and end
        _account.Returned();
    }

    /// <summary>Ends the account: what has no outcome yet is dropped, and says so.</summary>
    private void Close(EventBuffer buffer)
    {
        var inBuffer = 0L;
        while (buffer.TryTake(out _))
        {
            inBuffer++;
        }

        var lost = _account.Close(inBuffer);
        if (lost > 0)
        {
            logger.EventsLost(sensor.Name, lost);
        }

        if (_refusal is not null || lost > 0)
        {
            throw _refusal ?? new(FailureKind.Fatal, $"{lost} events of {sensor.Name} were not in Kafka when the process stopped");
        }
    }
}
