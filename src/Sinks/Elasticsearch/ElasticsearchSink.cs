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
    private readonly FailureStoreUse _failureStore;
    private bool _templateSettled;
    private bool _templateRefused;

    public ElasticsearchSink(ElasticsearchOptions options, HttpTarget target, SinkMetrics metrics, ILogger<ElasticsearchSink> logger)
    {
        (_target, _metrics, _logger) = (target, metrics, logger);
        (_names, _pace, _templateSettled) = (new(options.Namespace, logger), new(options, target.Time), !options.ManageTemplate);
        _failureStore = new(target.Time, logger);
        _nodes = new(options, target, logger) { Changed = (node, isUp) => metrics.NodeChanged(Name, node, isUp) };
    }

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; init; } = SinkNames.Elasticsearch;

    public BatchProgress Progress => _progress;

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        if (!_templateSettled)
        {
            await SettleTemplateAsync(cancellation);
        }

        var pending = _progress.Resume(batch);
        var trouble = await SendAllAsync(BulkRequest.Of(pending, _names, _pace), cancellation);
        Adapt(trouble);
        if (trouble.Is)
        {
            var failure = trouble.Failure(pending.Length, settled: pending.Count(_progress.Has));
            _templateSettled &= !_templateRefused || failure.MadeProgress;
            throw failure;
        }

        return _progress.Rejected;
    }

    public void Dispose() => _target.Dispose();

    // Who refuses the templates for a wrong key, or as another server, refuses the documents, too: when that is mended, templates go first.
    private async Task SettleTemplateAsync(CancellationToken cancellation)
    {
        var refusal = await IndexTemplate.EnsureAsync(_nodes, _logger, cancellation);
        if (refusal is not null && !_templateRefused)
        {
            _logger.TemplateRefused(refusal.Message);
        }

        (_templateSettled, _templateRefused) = (true, refusal is not null);
    }

    // What became of the requests is looked at by one at a time, here.
    private async Task<BulkTrouble> SendAllAsync(List<BulkRequest> requests, CancellationToken cancellation)
    {
        var (waiting, running, trouble) = (new Queue<BulkRequest>(requests), new List<Task<BulkReply>>(), new BulkTrouble(Target));
        while (running.Count > 0 || (waiting.Count > 0 && !trouble.Ends))
        {
            while (!trouble.Ends && waiting.Count > 0 && running.Count < _pace.InFlight)
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
            return await _nodes.PostAsync(request, cancellation);
        }
        catch (PipelineException e)
        {
            return new(request) { Failure = e };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new(request); // what others of the batch have settled is still to be noted
        }
    }

    private void Settle(BulkReply reply, Queue<BulkRequest> waiting, BulkTrouble trouble)
    {
        if (reply.Failure is { } failure)
        {
            trouble.Add(failure, isThrottled: false);
        }
        else if (reply.Items is { } items)
        {
            Settle(reply.Request, items, trouble);
        }
        else if (reply is { Answer.Status: HttpStatusCode.OK, Flaw: { } flaw })
        {
            trouble.Add(new(FailureKind.Transient, $"{Target}: {flaw}"), isThrottled: false);
        }
        else if (reply.Answer is { } answer)
        {
            Refused(reply.Request, answer, waiting, trouble);
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

    private void Settle(BulkRequest request, List<BulkItem> items, BulkTrouble trouble)
    {
        var (failureStored, settled) = (0, 0);
        for (var i = 0; i < items.Count; i++)
        {
            failureStored += items[i].FailureStored ? 1 : 0;
            settled += Settle(request.Alerts[i], items[i], trouble) ? 1 : 0;
        }

        if (settled == 0)
        {
            trouble.NothingTaken();
        }

        if (failureStored > 0)
        {
            _metrics.FailureStored(Name, failureStored);
            _failureStore.Note(failureStored, request.DataStream);
        }
    }

    // Whether it is done with.
    private bool Settle(Alert alert, in BulkItem item, BulkTrouble trouble)
    {
        switch (BulkItems.Classify(item))
        {
            case null:
                _progress.Stored(alert);
                return true;
            case FailureKind.Rejected:
                _progress.Reject(alert, $"{Target}: {item.Words}");
                return true;
            case { } kind:
                trouble.Add(kind, item);
                return false;
        }
    }

    private void Adapt(BulkTrouble trouble)
    {
        if (trouble.IsThrottled && _pace.Throttled())
        {
            _logger.PaceChanged("asks for less (429): fewer and smaller requests");
        }
        else if (!trouble.Is && _pace.Taken())
        {
            _logger.PaceChanged("takes all again: as many and as large requests as the options say");
        }
    }
}
