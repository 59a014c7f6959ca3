using Eyrie.Platform;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>Why documents of a batch are not stored yet: gathers what its requests met.</summary>
internal sealed class BulkTrouble(string target)
{
    private PipelineException? _request;
    private (FailureKind Kind, int Count, string Words) _items;

    /// <summary>Whether Elasticsearch asked for less.</summary>
    public bool IsThrottled { get; private set; }

    /// <summary>Whether anything is wrong.</summary>
    public bool Is => _request is not null || _items.Count > 0;

    /// <summary>
    /// What is left of the batch is better not sent now. While a request gets some of its documents in, the next one does, too: only they are
    /// sent again.
    /// </summary>
    public bool Ends { get; private set; }

    /// <summary>A request is over of which nothing was taken but refusals.</summary>
    public void NothingTaken() => Ends |= Is;

    /// <summary>A whole request failed. What a person must mend is told before what heals by itself.</summary>
    public void Add(PipelineException failure, bool isThrottled)
    {
        (IsThrottled, Ends) = (IsThrottled | isThrottled, true);
        var isWorse = _request is null || (failure.Kind is FailureKind.Fatal && _request.Kind is not FailureKind.Fatal)
            || (failure.Kind == _request.Kind && failure.RetryAfter > (_request.RetryAfter ?? TimeSpan.Zero));
        _request = isWorse ? failure : _request;
    }

    /// <summary>A document was not taken.</summary>
    public void Add(FailureKind kind, in BulkItem item)
    {
        (IsThrottled, Ends) = (IsThrottled | (item.Status == 429), Ends | kind is FailureKind.Fatal);
        _items = _items.Count == 0 || (kind is FailureKind.Fatal && _items.Kind is not FailureKind.Fatal)
            ? (kind, _items.Count + 1, item.Words)
            : _items with { Count = _items.Count + 1 };
    }

    /// <summary>All of it as one failure.</summary>
    /// <param name="documents">How many documents there were.</param>
    /// <param name="settled">How many of them are done with all the same.</param>
    public PipelineException Failure(int documents, int settled)
    {
        var worst = _request is not null && (_items.Count == 0 || _request.Kind is FailureKind.Fatal || _items.Kind is not FailureKind.Fatal)
            ? _request
            : new(_items.Kind, $"{target} did not take {_items.Count} of {documents} documents, the first because: {_items.Words}");
        return new(worst.Kind, worst.Message, worst.InnerException) { RetryAfter = worst.RetryAfter, MadeProgress = settled > 0 };
    }
}
