using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Sinks.Routing.Silences;

/// <summary>Reads the alerts of the last while, but not more than a person wants to wait for.</summary>
internal sealed class RecentAlerts(KafkaClients clients, Topics topics, TimeProvider time)
{
    private const int Most = 50_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Counts.</summary>
    /// <param name="since">How far back.</param>
    /// <param name="fits">Which.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>How many fit, of how many, and whether these are all.</returns>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public Task<(int Fitting, int All, bool IsWhole)> CountAsync(TimeSpan since, Func<Alert, bool> fits, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Count(since, fits, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private (int Fitting, int All, bool IsWhole) Count(TimeSpan since, Func<Alert, bool> fits, CancellationToken cancellation)
    {
        try
        {
            using var consumer = clients.CreatePartitionReader();
            var open = Assign(consumer, since);
            var (fitting, all, started) = (0, 0, time.GetTimestamp());
            while (open > 0 && all < Most && time.GetElapsedTime(started) < Patience)
            {
                cancellation.ThrowIfCancellationRequested();
                switch (consumer.Consume(Poll))
                {
                    case null: break;
                    case { IsPartitionEOF: true }:
                        open--;
                        break;
                    case var record when Read(record) is { } alert:
                        all++;
                        fitting += fits(alert) ? 1 : 0;
                        break;
                }
            }

            return (fitting, all, open == 0);
        }
        catch (KafkaException e)
        {
            throw e.ToPipeline($"reading {topics.Alerts}");
        }
    }

    private int Assign(IConsumer<string, byte[]> consumer, TimeSpan since)
    {
        using var admin = clients.CreateAdmin();
        var partitions = admin.GetMetadata(topics.Alerts, Patience).Topics[0].Partitions;
        var from = new Timestamp(time.GetUtcNow() - since);
        var offsets = consumer.OffsetsForTimes(partitions.Select(partition => new TopicPartitionTimestamp(topics.Alerts, partition.PartitionId, from)), Patience);
        var found = offsets.Where(offset => offset.Offset != Offset.End).ToArray();
        consumer.Assign(found);
        return found.Length;
    }

    // What closes an incident is no alert; what cannot be read is nobody's.
    private static Alert? Read(ConsumeResult<string, byte[]> record)
    {
        try
        {
            return record.Message.Value is { } value && AlertCodec.Read(value) is { ClosesIncident: false } alert ? alert : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
