using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Replay;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Explain;

/// <summary>Explains alerts: with Kafka by enriching the event again and watching, without it from the document alone.</summary>
public sealed class Explainer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    // From the sensor to Kafka, and from there to the alert: a socket, a short outage.
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(10);

    // Back from now, ever further: most questions are about the last minutes.
    private static readonly TimeSpan[] Looks = [TimeSpan.FromMinutes(30), TimeSpan.FromHours(6), TimeSpan.FromDays(2), TimeSpan.FromDays(36_500)];

    private readonly KafkaClients _clients;
    private readonly Topics _topics;
    private readonly EnrichmentPipeline _pipeline;
    private readonly EnricherOptions _options;
    private readonly TimeProvider _time;

    internal Explainer(KafkaClients clients, Topics topics, EnrichmentPipeline pipeline, IOptions<EnricherOptions> options, TimeProvider time) =>
        (_clients, _topics, _pipeline, _options, _time) = (clients, topics, pipeline, options.Value, time);

    /// <summary>Looks an alert up on <c>alerts.v1</c>.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="at">About when it was; null searches from now backwards.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>The alert; null when there is none.</returns>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public Task<AlertDocument?> FindAsync(string id, EventTime? at, CancellationToken cancellation) =>
        OnThread(() => Find(id, at, cancellation), cancellation);

    /// <summary>Explains an alert by reading its node's events again.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="warmUp">How much earlier the reading begins; null for the usual.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public Task<Explanation> ExplainAsync(AlertDocument alert, TimeSpan? warmUp, CancellationToken cancellation) =>
        alert is { Time: not null, Node: { Length: > 0 } }
            ? OnThread(() => Explain(alert, warmUp ?? Replayer.WarmUpOf(_options), cancellation), cancellation)
            : Task.FromResult(FromDocument(alert, "the document has no @timestamp or no host.name, so its event cannot be looked for"));

    /// <summary>Explains an alert by what its document says.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="notes">Why no more can be said.</param>
    public static Explanation FromDocument(AlertDocument alert, params IReadOnlyList<string> notes)
    {
        var fields = alert.Fields;
        return new()
        {
            Id = alert.Id,
            Rule = fields["rule.name"],
            DecidedBy = fields["eyrie.detection.source"],
            Policy = fields["eyrie.detection.policy"],
            Suppressed = ExplainedSuppression.Of(fields),
            Time = fields["@timestamp"],
            Node = fields["host.name"],
            Tree = fields["eyrie.process.tree"],
            Join = new()
            {
                Method = fields["eyrie.correlation.method"],
                Confidence = fields["eyrie.correlation.confidence"],
                Reason = fields["eyrie.correlation.reason"],
                Meaning = JoinWords.Meaning(fields),
                Advice = JoinWords.Advice(fields),
            },
            Fields = [.. fields.Names.Select(name => DocumentOrigins.Explain(name, fields))],
            Notes = notes,
        };
    }

    // Confluent's consumer blocks: the reading owns a thread.
    private static Task<T> OnThread<T>(Func<T> read, CancellationToken cancellation) =>
        Task.Factory.StartNew(read, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private AlertDocument? Find(string id, EventTime? at, CancellationToken cancellation)
    {
        var now = EventTime.From(_time.GetUtcNow());
        if (at is { } moment)
        {
            return Find(id, moment - Lateness, moment + Lateness, cancellation);
        }

        var until = now + Lateness; // a broker's clock may be ahead
        foreach (var look in Looks)
        {
            var from = now - look;
            if (Find(id, from, until, cancellation) is { } found)
            {
                return found;
            }

            until = from;
        }

        return null;
    }

    private AlertDocument? Find(string id, EventTime from, EventTime until, CancellationToken cancellation)
    {
        using var history = EventHistory.Open(_clients, _topics.Alerts, null, from, until);
        AlertDocument? found = null;
        Read(history, record => record.Message.Headers?.Text(RecordHeaders.Id) == id && (found = TryRead(record.Message.Value)) is not null, cancellation);
        return found;
    }

    private Explanation Explain(AlertDocument alert, TimeSpan warmUp, CancellationToken cancellation)
    {
        var time = alert.Time!.Value;
        var received = alert.Received is { } told && told > time ? told : time;
        using var history = EventHistory.Open(
            _clients, _topics.Events, alert.Node, time - warmUp, received + _options.JoinWindow + Lateness);
        var reenactment = new Reenactment(_pipeline, _options, alert.Id);
        Read(history, reenactment.Take, cancellation);
        reenactment.Settle();
        return reenactment.Alert is { } enriched
            ? Explain(alert, enriched, reenactment)
            : FromDocument(alert, $"its event is not on {_topics.Events} any more, or not in the partition of {alert.Node}: this is from the document alone");
    }

    private Explanation Explain(AlertDocument alert, in Enriched enriched, Reenactment reenactment)
    {
        var ingested = EventTime.TryParse(alert.Fields["event.ingested"], out var written) ? written : EventTime.From(_time.GetUtcNow());
        var layers = new DocumentLayers(enriched, ingested, Redaction.Of(_options), _options.KibanaAnalyzer);
        var (record, observation) = (enriched.Record, enriched.Observation);
        return FromDocument(alert) with
        {
            Event = new(observation.Format.WireName(), observation.Received.ToString(), record.Topic, record.Partition.Value, record.Offset.Value, record.Message.Value.Length),
            Rule = layers.Document["rule.name"],
            DecidedBy = layers.Document["eyrie.detection.source"],
            Policy = layers.Document["eyrie.detection.policy"],
            Tree = layers.Document["eyrie.process.tree"],
            Processes = [.. Processes(enriched, reenactment)],
            Join = new()
            {
                Method = layers.Document["eyrie.correlation.method"],
                Confidence = layers.Document["eyrie.correlation.confidence"],
                Reason = layers.Document["eyrie.correlation.reason"],
                Meaning = JoinWords.Meaning(layers.Document),
                WaitedMilliseconds = reenactment.Waited.TotalMilliseconds,
                ReleasedBy = reenactment.Waited > TimeSpan.Zero ? reenactment.ReleasedBy : null,
                Candidates = reenactment.Candidates,
                Advice = JoinWords.Advice(layers.Document),
            },
            Fields =
            [
                .. layers.Fields().Where(static field => !ComputedFields.IsRemembered(field.Name)),
                .. alert.Fields.Names.Where(ComputedFields.IsRemembered).Select(name => DocumentOrigins.Explain(name, alert.Fields)),
            ],
            Differences = [.. Differences(alert.Fields, layers.Document)],
        };
    }

    private static IEnumerable<ExplainedProcess> Processes(Enriched enriched, Reenactment reenactment) =>
        (enriched.Enrichment.Process ?? enriched.Observation.Process) is not { } process
            ? []
            : enriched.Enrichment.Ancestors.Prepend(process)
                .Select(image => new ExplainedProcess(image.Pid, image.Name, image.ExecId, reenactment.ToldBy(image.ExecId)));

    private static IEnumerable<ExplainedDifference> Differences(FlatDocument alert, FlatDocument today)
    {
        foreach (var name in today.Names.Union(alert.Names, StringComparer.Ordinal))
        {
            if (alert[name] != today[name] && !ComputedFields.IsRemembered(name) && !name.StartsWith("data_stream.", StringComparison.Ordinal)) // which Elasticsearch adds
            {
                yield return new(name, alert[name], today[name]);
            }
        }
    }

    private static void Read(EventHistory history, Func<ConsumeResult<string, byte[]>, bool> isLast, CancellationToken cancellation)
    {
        while (!history.IsOver)
        {
            cancellation.ThrowIfCancellationRequested();
            if (history.Next(Patience) is { } record && isLast(record))
            {
                return;
            }
        }
    }

    private static AlertDocument? TryRead(byte[]? value)
    {
        try
        {
            return value is null ? null : AlertDocument.Read(value);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
