using Confluent.Kafka;
using Eyrie.Platform.Kafka;

namespace Eyrie.Benchmarks;

/// <summary>Produces with the Ingestor's own client settings, and counts what is acknowledged.</summary>
internal static class BareProducer
{
    private static readonly TimeSpan FullQueueWait = TimeSpan.FromMilliseconds(5); // as the publisher waits

    public static async Task<StageResult> RunAsync(KafkaClients clients, string topic, PassthroughOptions options, NamedMessages messages)
    {
        using var producer = clients.CreateProducer(LocalBuffer.Small);
        await ProduceAsync(producer, topic, options.WarmUp, messages);
        var clock = new StageClock();
        await ProduceAsync(producer, topic, options.Events, messages);
        return clock.Stop(messages.Name, options.Events);
    }

    private static async Task ProduceAsync(IProducer<string, byte[]> producer, string topic, int count, NamedMessages messages)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = count;
        for (var i = 0; i < count; i++)
        {
            var message = messages.Make(i);
            while (!TryProduce(producer, topic, message, Reported))
            {
                await Task.Delay(FullQueueWait, TimeProvider.System);
            }
        }

        await all.Task;

        void Reported(DeliveryReport<string, byte[]> report)
        {
            if (report.Error.IsError)
            {
                all.TrySetException(new KafkaException(report.Error));
            }
            else if (Interlocked.Decrement(ref left) == 0)
            {
                all.TrySetResult();
            }
        }
    }

    private static bool TryProduce(
        IProducer<string, byte[]> producer, string topic, Message<string, byte[]> message, Action<DeliveryReport<string, byte[]>> report)
    {
        try
        {
            producer.Produce(topic, message, report);
            return true;
        }
        catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }
}
