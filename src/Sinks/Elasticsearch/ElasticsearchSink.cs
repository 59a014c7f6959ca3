using System.Net;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>Stores documents in data streams by <c>_bulk</c>, several requests at once; ids make that storing twice is storing once.</summary>
internal sealed class ElasticsearchSink : IAlertSink, IDisposable
{
    private const string Target = "Elasticsearch";

    private readonly HttpTarget _target;
    private readonly SinkMetrics _metrics;
    private readonly ILogger _logger;
    private readonly BatchProgress _progress = new();
    private readonly ElasticsearchNodes _nodes;
    private readonly StreamNames _names;
    private readonly BulkPace _pace;
    private bool _templateSettled;

    public ElasticsearchSink(ElasticsearchOptions options, HttpTarget target, SinkMetrics metrics, ILogger<ElasticsearchSink> logger)
    {
        (_target, _metrics, _logger) = (target, metrics, logger);
        (_names, _pace, _templateSettled) = (new(options.Namespace, logger), new(options), !options.ManageTemplate);
        _nodes = new(options, target, logger) { Changed = (node, isUp) => metrics.NodeChanged(Name, node, isUp) };
    }

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; init; } = SinkNames.Elasticsearch;

    public BatchProgress Progress => _progress;

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        if (!_templateSettled)
        {
            await IndexTemplate.EnsureAsync(_nodes, _logger, cancellation);
            _templateSettled = true;
        }

        var pending = _progress.Resume(batch);
        var trouble = await SendAllAsync(BulkRequest.Of(pending, _names, _pace), cancellation);
        Adapt(trouble);
        return trouble.Is ? throw trouble.Failure(pending.Length) : _progress.Rejected;
    }

    public void Dispose() => _target.Dispose();

    // What became of the requests is looked at by one at a time, here.
    private async Task<BulkTrouble> SendAllAsync(List<BulkRequest> requests, CancellationToken cancellation)
    {
        var (waiting, running, trouble) = (new Queue<BulkRequest>(requests), new List<Task<BulkReply>>(), new BulkTrouble(Target));
        while (running.Count > 0 || (waiting.Count > 0 && !trouble.Is))
        {
            while (!trouble.Is && waiting.Count > 0 && running.Count < _pace.InFlight)
            {
                running.Add(SendAsync(waiting.Dequeue(), cancellation));
            }

            var done = await Task.WhenAny(running);
            running.Remove(done);
            Settle(await done, waiting, trouble);
        }

        cancellation.ThrowIfCancellationRequested();
        return trouble;
    }

    private async Task<BulkReply> SendAsync(BulkRequest request, CancellationToken cancellation)
    {
        try
        {
            return new(request, await _nodes.PostAsync(request, cancellation), null);
        }
        catch (PipelineException e)
        {
            return new(request, null, e);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new(request, null, null); // what others of the batch have settled is still to be noted
        }
    }

    private void Settle(BulkReply reply, Queue<BulkRequest> waiting, BulkTrouble trouble)
    {
        var (request, answer, failure) = reply;
        if (failure is not null)
        {
            trouble.Add(failure, isThrottled: false);
        }
        else if (answer is { Status: HttpStatusCode.OK })
        {
            Settle(request, answer, trouble);
        }
        else if (answer is not null)
        {
            Refused(request, answer, waiting, trouble);
        }
    }

    private void Refused(BulkRequest request, HttpAnswer answer, Queue<BulkRequest> waiting, BulkTrouble trouble)
    {
        var failure = Failure(answer);
        if (failure.Kind is not FailureKind.Rejected)
        {
            trouble.Add(failure, answer.Status is HttpStatusCode.TooManyRequests);
        }
        else if (request.Alerts.Count == 1)
        {
            _progress.Reject(request.Alerts[0], failure.Message);
        }
        else
        {
            if (answer.Status is HttpStatusCode.RequestEntityTooLarge && _pace.TooLarge(request.Bytes))
            {
                _logger.BodyTooLarge(request.Bytes, _pace.Bytes);
            }

            foreach (var half in request.Halves())
            {
                waiting.Enqueue(half);
            }
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

    private void Settle(BulkRequest request, HttpAnswer answer, BulkTrouble trouble)
    {
        List<BulkItem> items;
        try
        {
            items = BulkAnswer.Read(answer.Body, request.Alerts.Count);
        }
        catch (FormatException e)
        {
            trouble.Add(
                new(FailureKind.Transient, $"{Target} answered 200, but {e.Message}; is the URL that of Elasticsearch? {answer.Excerpt}", e),
                isThrottled: false);
            return;
        }

        var failureStored = 0;
        for (var i = 0; i < items.Count; i++)
        {
            failureStored += items[i].FailureStored ? 1 : 0;
            Settle(request.Alerts[i], items[i], trouble);
        }

        if (failureStored > 0)
        {
            _metrics.FailureStored(Name, failureStored);
            _logger.FailureStoreUsed(failureStored, request.DataStream);
        }
    }

    private void Settle(Alert alert, in BulkItem item, BulkTrouble trouble)
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
                trouble.Add(kind, item);
                break;
        }
    }

    private void Adapt(BulkTrouble trouble)
    {
        var wasSlowed = _pace.IsSlowed;
        if (trouble.IsThrottled)
        {
            _pace.Throttled();
        }
        else if (!trouble.Is)
        {
            _pace.Taken();
        }

        if (_pace.IsSlowed != wasSlowed)
        {
            _logger.PaceChanged(_pace.IsSlowed ? "asks for less (429): fewer and smaller requests" : "takes all again: as many and as large requests as the options say");
        }
    }

    private sealed record BulkReply(BulkRequest Request, HttpAnswer? Answer, PipelineException? Failure);
}
