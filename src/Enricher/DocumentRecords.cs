using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher;

/// <summary>Makes the records of documents: value, key and headers. Not thread-safe; one a loop.</summary>
/// <param name="options">Say which secrets are blanked, and whether Kibana's Analyzer opens.</param>
/// <param name="time">Tells when a document was written.</param>
internal sealed class DocumentRecords(EnricherOptions options, TimeProvider time) : IDisposable
{
    // A rule's name is a header, too; the document has more of it.
    private const int LongestHeader = 1_000;

    private readonly DocumentWriter _documents = new(Redaction.Of(options), options.KibanaAnalyzer);
    private readonly Redaction? _redaction = Redaction.Of(options);

    /// <summary>Whether it belongs among the alerts, else among the activity; the word that an incident is over aside.</summary>
    public static bool IsAlert(in Enriched enriched) => enriched.Enrichment.AlertSeverity is not null;

    /// <summary>Whether it says that an incident is over: it goes where its alerts went, and is none.</summary>
    public static bool ClosesIncident(in Enriched enriched) => enriched.Observation.Kind is ObservationKind.IncidentClosed;

    /// <summary>The record to produce.</summary>
    public Message<string, byte[]> Make(in Enriched enriched)
    {
        var (observation, enrichment) = enriched;
        var value = _documents.Write(observation, enrichment, EventTime.From(time.GetUtcNow())).ToArray();
        var headers = new Headers()
            .With(RecordHeaders.Id, observation.Id)
            .With(RecordHeaders.TraceParent, observation.TraceParent);
        var closes = ClosesIncident(enriched);
        if ((enrichment.AlertSeverity ?? (closes ? observation.Severity : null)) is not { } severity)
        {
            return new() { Key = observation.Node, Value = value, Headers = headers };
        }

        headers.With(RecordHeaders.Kind, closes ? "event" : null)
            .With(RecordHeaders.Severity, severity.Word())
            .With(RecordHeaders.Namespace, Cut(enrichment.Pod?.Namespace))
            .With(RecordHeaders.Rule, Safe(Cut(observation.Rule?.Name)))
            .With(RecordHeaders.Incident, enrichment.Incident?.Id);
        if (!closes)
        {
            headers.With(RecordHeaders.Time, observation.Time).With(RecordHeaders.Received, observation.Received); // sinks tell how long it took
        }

        return new() { Key = enrichment.Subject ?? observation.Node, Value = value, Headers = headers };
    }

    /// <summary>A text without secrets, for what is no document: headers, logs.</summary>
    public string? Safe(string? text) => text is null || _redaction is null ? text : _redaction.Redact(text);

    public void Dispose() => _documents.Dispose();

    private static string? Cut(string? text) => text?.Length > LongestHeader ? text[..LongestHeader] : text;
}
