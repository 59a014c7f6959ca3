using System.Diagnostics;
using Confluent.Kafka;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Tracing;

namespace Eyrie.Sinks;

/// <summary>
/// The spans of a delivery's traced alerts: one each, in its own trace. Of several, the delivery has a trace of its own that links to theirs:
/// a request that carries many has no single parent.
/// </summary>
internal sealed class DeliverySpans : IDisposable
{
    // As many as a span may have by OpenTelemetry's default.
    private const int MostLinks = 128;

    private readonly List<Activity> _alerts = [];
    private readonly Activity? _delivery;
    private readonly Activity? _around = Activity.Current;

    private DeliverySpans(string sink, string group, IEnumerable<(TopicPartitionOffset At, ActivityContext Sent)> traced)
    {
        foreach (var (at, sent) in traced)
        {
            if (TraceSources.Sinks.Begin($"process {at.Topic}", ActivityKind.Consumer, sent) is { } span)
            {
                _alerts.Add(span.Messaging("process", at.Topic).At(at.Partition.Value, at.Offset.Value).Group(group).SetTag("eyrie.sink", sink));
            }
        }

        Activity.Current = _alerts is [var one] ? one : null;
        if (_alerts.Count > 1)
        {
            _delivery = TraceSources.Sinks.StartActivity(
                $"deliver {sink}", ActivityKind.Internal, parentContext: default, links: _alerts.Take(MostLinks).Select(span => new ActivityLink(span.Context)));
            _delivery?.SetTag("eyrie.sink", sink).SetTag("messaging.batch.message_count", _alerts.Count);
        }
    }

    /// <summary>Begins them; requests made until the end belong to them.</summary>
    /// <returns>Null when none is traced.</returns>
    public static DeliverySpans? Begin(string sink, string group, IEnumerable<(TopicPartitionOffset At, ActivityContext Sent)> traced)
    {
        var all = TraceSources.Sinks.HasListeners() ? traced.ToList() : [];
        return all.Count == 0 ? null : new(sink, group, all);
    }

    /// <summary>The span that sent a record; null when it is not traced.</summary>
    public static ActivityContext? Sent(ConsumeResult<string, byte[]> record) =>
        TraceSources.Sinks.HasListeners()
        && record.Message.Headers?.Text(RecordHeaders.TraceParent) is { } parent
        && ActivityContext.TryParse(parent, traceState: null, isRemote: true, out var sent)
        && sent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? sent
            : null;

    /// <summary>The delivery came to nothing, or some alerts were refused.</summary>
    /// <param name="error">A word of a fixed set.</param>
    public void Failed(string error)
    {
        foreach (var span in _delivery is null ? _alerts : [_delivery])
        {
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error);
        }
    }

    public void Dispose()
    {
        _delivery?.End();
        _alerts.ForEach(static span => span.End());
        Activity.Current = _around;
    }
}
