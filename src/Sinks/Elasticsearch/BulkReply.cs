using System.Net;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>What became of one <c>_bulk</c> request.</summary>
/// <param name="Request">The request.</param>
internal sealed record BulkReply(BulkRequest Request)
{
    /// <summary>The last answer; null when there was none.</summary>
    public HttpAnswer? Answer { get; init; }

    /// <summary>Why there was none; null, too, when it was cut off.</summary>
    public PipelineException? Failure { get; init; }

    /// <summary>What became of each document; null when the answer does not say.</summary>
    public List<BulkItem>? Items { get; private set; }

    /// <summary>What is wrong with the answer when it is not Elasticsearch's; null when it is, refusals included.</summary>
    public string? Flaw { get; private set; }

    /// <summary>Reads an answer; the last one counts.</summary>
    /// <returns><see cref="Flaw"/>.</returns>
    public string? Read(HttpAnswer answer)
    {
        (Items, Flaw) = (null, null);
        if (answer.Status is not HttpStatusCode.OK)
        {
            return Flaw = IsOfElasticsearch(answer) ? null : $"it answered {(int)answer.Status}, and not as Elasticsearch does: {answer.Excerpt}";
        }

        try
        {
            Items = BulkAnswer.Read(answer.Body, Request.Alerts.Count);
        }
        catch (FormatException e)
        {
            Flaw = $"it answered 200, but {e.Message}; is the URL that of Elasticsearch? {answer.Excerpt}";
        }

        return Flaw;
    }

    // Proxies, too, say that a body is too large or that there is too much to do, and are right for every node.
    private static bool IsOfElasticsearch(HttpAnswer answer) =>
        answer.Status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.TooManyRequests || BulkError.ReadAnswer(answer.Body) is not null;
}
