using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Routing.Silences;

/// <summary>Reads and writes the silences that all instances share.</summary>
internal sealed class SilenceStore(KafkaClients clients, Topics topics, TimeProvider time, ILogger<SilenceStore> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>So long after its end, a silence can still be looked at.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(7);

    /// <summary>All there are now.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public async Task<IReadOnlyList<Silence>> ReadAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Silence> all = [];
        var topic = new WholeTopic(clients, topics.Silences, new SilenceBook(topics.Silences, silences => all = silences), time, logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = topic.RunAsync(stop.Token);
        var first = await Task.WhenAny(topic.CaughtUp, reading, Task.Delay(Patience, time, cancellation));
        await stop.CancelAsync();
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        return first == topic.CaughtUp
            ? all
            : throw new PipelineException(FailureKind.Transient, $"{topics.Silences} cannot be read: {topic.Problem ?? "Kafka does not answer"}");
    }

    /// <summary>Writes one, new or changed.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public Task WriteAsync(string id, NewSilence silence, CancellationToken cancellation) => ProduceAsync([(id, SilenceCodec.Write(silence))], cancellation);

    /// <summary>Writes records: null takes one away.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached, or refuses.</exception>
    public async Task ProduceAsync(IReadOnlyList<(string Id, byte[]? Value)> records, CancellationToken cancellation)
    {
        using var producer = clients.CreateProducer(LocalBuffer.Small);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await Task.WhenAll(records.Select(record =>
                producer.ProduceAsync(topics.Silences, new() { Key = record.Id, Value = record.Value! }, limit.Token)));
        }
        catch (KafkaException e)
        {
            throw new PipelineException(FailureKind.Transient, clients.Explain(e.Error, topics.Silences).Sentence, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new PipelineException(FailureKind.Transient, $"{topics.Silences} cannot be written: Kafka does not answer", e);
        }
    }

    /// <summary>Takes away those that have been over for long.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(IReadOnlyList<Silence> silences, CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - Kept;
        (string Id, byte[]? Value)[] over = [.. silences.Where(silence => silence.Source == topics.Silences && silence.Until < before).Select(silence => (silence.Id, (byte[]?)null))];
        if (over.Length > 0)
        {
            await ProduceAsync(over, cancellation);
        }

        return over.Length;
    }
}
