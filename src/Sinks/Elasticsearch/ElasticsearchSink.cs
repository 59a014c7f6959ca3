using System.Net;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>Stores documents in two data streams by <c>_bulk</c>; ids make that storing twice is storing once.</summary>
internal sealed class ElasticsearchSink(
    ElasticsearchOptions options, HttpTarget target, SinkMetrics metrics, ILogger<ElasticsearchSink> logger)
    : IAlertSink, IDisposable
{
    private const string Target = "Elasticsearch";
    private readonly BatchProgress _progress = new();
    private readonly ElasticsearchNodes _nodes = new(options, target, logger);
    private bool _templateSettled = !options.ManageTemplate;
    private readonly string _alerts = $"logs-eyrie.alerts-{options.Namespace}";
    private readonly string _activity = $"logs-eyrie.activity-{options.Namespace}";
    private (FailureKind Kind, int Count, string Words) _untaken;

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; init; } = SinkNames.Elasticsearch;

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        if (!_templateSettled)
        {
            await IndexTemplate.EnsureAsync(_nodes, logger, cancellation);
            _templateSettled = true;
        }

        var pending = _progress.Resume(batch);
        _untaken = default;
        await SendAllAsync(_alerts, Array.FindAll(pending, alert => !IsActivity(alert)), cancellation);
        await SendAllAsync(_activity, Array.FindAll(pending, IsActivity), cancellation);
        return _untaken.Count == 0
            ? _progress.Rejected
            : throw new PipelineException(
                _untaken.Kind, $"{Target} did not take {_untaken.Count} of {pending.Length} documents, the first because: {_untaken.Words}");
    }

    public bool Has(Alert alert) => _progress.Has(alert);

    public void Dispose() => target.Dispose();

    // A sensor's figures about itself are on activity.v1, too: nobody is to look at each of them.
    private static bool IsActivity(Alert alert) => alert.Kind is "event" or "metric";

    private async Task SendAllAsync(string dataStream, ReadOnlyMemory<Alert> alerts, CancellationToken cancellation)
    {
        while (alerts.Length > 0)
        {
            var count = Fitting(alerts.Span);
            await SendAsync(dataStream, alerts[..count], cancellation);
            alerts = alerts[count..];
        }
    }

    private int Fitting(ReadOnlySpan<Alert> alerts)
    {
        var (count, bytes) = (0, 0L);
        while (count < alerts.Length && ((bytes += BulkContent.SizeOf(alerts[count])) <= options.MaxRequestBytes || count == 0))
        {
            count++;
        }

        return count;
    }

    private async Task SendAsync(string dataStream, ReadOnlyMemory<Alert> alerts, CancellationToken cancellation)
    {
        var answer = await _nodes.PostAsync(dataStream, alerts, cancellation);
        if (answer.Status is HttpStatusCode.OK)
        {
            Settle(dataStream, alerts.Span, answer);
        }
        else if (Failure(answer) is { Kind: not FailureKind.Rejected } failure)
        {
            throw failure;
        }
        else if (alerts.Length > 1)
        {
            await SendAsync(dataStream, alerts[..(alerts.Length / 2)], cancellation);
            await SendAsync(dataStream, alerts[(alerts.Length / 2)..], cancellation);
        }
        else
        {
            _progress.Reject(alerts.Span[0], Failure(answer).Message);
        }
    }

    // A refusal of the whole request is about its documents only when Elasticsearch itself says so (or when it is too large,
    // which a proxy may say): a wrong URL must not empty a topic into the dead letters.
    private static PipelineException Failure(HttpAnswer answer)
    {
        var error = BulkError.ReadAnswer(answer.Body);
        var kind = HttpFailures.Classify(answer.Status);
        kind = kind is FailureKind.Rejected && error is null && answer.Status is not HttpStatusCode.RequestEntityTooLarge
            ? FailureKind.Fatal
            : kind;
        return HttpFailures.From(kind, Target, answer, error is { } said ? $"{said.Type}: {said.Reason}" : answer.Excerpt);
    }

    private void Settle(string dataStream, ReadOnlySpan<Alert> alerts, HttpAnswer answer)
    {
        var items = ReadItems(answer, alerts.Length);
        var failureStored = 0;
        for (var i = 0; i < items.Count; i++)
        {
            failureStored += items[i].FailureStored ? 1 : 0;
            Settle(alerts[i], items[i]);
        }

        if (failureStored > 0)
        {
            metrics.FailureStored(Name, failureStored);
            logger.FailureStoreUsed(failureStored, dataStream);
        }
    }

    private void Settle(Alert alert, in BulkItem item)
    {
        switch (BulkItems.Classify(item))
        {
            case null:
                _progress.Stored(alert);
                break;
            case FailureKind.Rejected:
                _progress.Reject(alert, $"{Target}: {item.Words}");
                break;
            case { } kind:
                _untaken = _untaken.Count == 0 ? (kind, 1, item.Words) : _untaken with { Count = _untaken.Count + 1 };
                break;
        }
    }

    private static List<BulkItem> ReadItems(HttpAnswer answer, int expected)
    {
        try
        {
            return BulkAnswer.Read(answer.Body, expected);
        }
        catch (FormatException e)
        {
            throw new PipelineException(
                FailureKind.Transient, $"{Target} answered 200, but {e.Message}; is the URL that of Elasticsearch? {answer.Excerpt}", e);
        }
    }
}
