using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Replay;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Noise;

/// <summary>Reads <c>alerts.v1</c> and says which rules are noisiest where, with exceptions proposed. It is in no group, and writes nothing.</summary>
public sealed class NoiseReader(KafkaClients clients, Topics topics, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10); // a broker's clock may be

    /// <summary>Reads what is there now.</summary>
    /// <param name="request">From when, and what.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public Task<NoiseReport> ReadAsync(NoiseRequest request, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Read(request, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default); // Confluent's consumer blocks

    private NoiseReport Read(NoiseRequest request, CancellationToken cancellation)
    {
        using var history = EventHistory.Open(clients, topics.Alerts, null, request.From, EventTime.From(time.GetUtcNow()) + Ahead);
        var (count, rule, unreadable) = (new NoiseCount(), new Glob(request.Rule), 0L);
        while (!history.IsOver)
        {
            cancellation.ThrowIfCancellationRequested();
            if (history.Next(Patience) is not { } record || record.Message.Headers?.Text(RecordHeaders.Kind) is "event")
            {
                continue;
            }

            if (NoiseAlert.Read(record.Message.Value) is not { } alert)
            {
                unreadable++;
            }
            else if (rule.Matches(alert.Rule))
            {
                count.Add(alert);
            }
        }

        return Report(count, request, time.GetUtcNow()) with { Topic = topics.Alerts, Oldest = history.Oldest?.ToString(), Unreadable = unreadable };
    }

    internal static NoiseReport Report(NoiseCount count, NoiseRequest request, DateTimeOffset now) => new()
    {
        Topic = "",
        From = request.From.ToString(),
        Alerts = count.Alerts,
        Excepted = count.Suppressed,
        Kinds = count.Kinds,
        MostMissed = count.MostMissed,
        Noisiest = [.. count.Noisiest.Take(request.Top).Select(group => NoiseProposals.Of(group, count.Alerts, now))],
    };
}
