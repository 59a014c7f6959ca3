using System.Diagnostics;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Tracing;

namespace Eyrie.Enricher;

/// <summary>
/// The spans of a batch's traced alerts: each is processed, and sent to one topic or two. They end with the transaction, since nobody sees
/// the alert before. A trace that the Ingestor did not begin, as of Tetragon's events, begins here.
/// </summary>
internal sealed class AlertSpans(TraceSampling sampling, string prefix, TimeProvider time)
{
    private readonly List<Activity> _open = [];
    private DateTimeOffset _begun;
    private Activity? _process;

    /// <summary>A batch begins; spans of one that came to nothing end as failed.</summary>
    public void Begin()
    {
        End("aborted");
        _begun = time.GetUtcNow();
    }

    /// <summary>Begins the spans of an alert that is traced, and says so in its record; what is not traced stays as it came.</summary>
    public void Trace(in Enriched enriched, Message<string, byte[]> record, string topic)
    {
        _process = null;
        var (observation, from) = (enriched.Observation, enriched.Record);
        if (!TraceSources.Enricher.HasListeners() || sampling.Of(observation.Id, observation.TraceParent) is not { } trace
            || TraceSources.Enricher.Begin($"process {from.Topic}", ActivityKind.Consumer, trace, _begun) is not { } process)
        {
            return;
        }

        _process = process.Messaging("process", from.Topic).At(from.Partition.Value, from.Offset.Value).Group($"{prefix}enricher")
            .SetTag("messaging.message.id", observation.Id)
            .SetTag("eyrie.event.time", observation.Time.ToString())
            .SetTag("eyrie.severity", enriched.Enrichment.AlertSeverity!.Value.Word())
            .SetTag("eyrie.correlation.method", enriched.Enrichment.Correlation.Method.ToString());
        _open.Add(_process);
        Send(record.Headers, topic);
    }

    /// <summary>Begins the span that sends the alert traced last to a topic.</summary>
    public void Send(Headers headers, string topic)
    {
        if (_process is not null && TraceSources.Enricher.Begin($"send {topic}", ActivityKind.Producer, _process.Context) is { } send)
        {
            _open.Add(send.Messaging("send", topic));
            headers.Remove(RecordHeaders.TraceParent);
            headers.With(RecordHeaders.TraceParent, send.Id);
        }
    }

    /// <summary>Ends all.</summary>
    /// <param name="error">A word of a fixed set when they failed.</param>
    public void End(string? error)
    {
        for (var i = _open.Count - 1; i >= 0; i--) // children first
        {
            _open[i].End(error);
        }

        _open.Clear();
        _process = null;
    }
}
