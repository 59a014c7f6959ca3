using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>
/// Asks the nodes of a cluster in turn, the next one when one does not answer. One that is away is asked small things only until it
/// answers, then one real one, so that it costs few batches their time. For several requests at once.
/// </summary>
internal sealed class ElasticsearchNodes(ElasticsearchOptions options, HttpTarget target, ILogger logger)
{
    private const string Query = "_bulk?filter_path=errors,items.*.status,items.*.error,items.*.failure_store";
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(5);

    private readonly NodePool _nodes = new(options.Nodes, target.Time);
    private bool _productSeen;

    /// <summary>Is told of nodes that answer, and of those that do not any more.</summary>
    public Action<string, bool>? Changed { get; init; }

    /// <summary>Posts one <c>_bulk</c> request. A node that does not answer as Elasticsearch does is as good as none.</summary>
    /// <exception cref="PipelineException">No node could be reached, or a secret could not be read.</exception>
    public async Task<BulkReply> PostAsync(BulkRequest request, CancellationToken cancellation)
    {
        var reply = new BulkReply(request);
        var answer = await SendAsync(
            HttpMethod.Post, $"{request.DataStream}/{Query}", () => new BulkContent(request, options.Gzip), reply.Read, cancellation);
        return reply with { Answer = answer };
    }

    /// <summary>Sends any request.</summary>
    /// <inheritdoc cref="PostAsync"/>
    public Task<HttpAnswer> SendAsync(HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellation) =>
        SendAsync(method, path, body, static _ => null, cancellation);

    private async Task<HttpAnswer> SendAsync(
        HttpMethod method, string path, Func<HttpContent>? body, Func<HttpAnswer, string?> flawOf, CancellationToken cancellation)
    {
        var authorization = Authorization();
        while (_nodes.TakeRested() is { } rested)
        {
            _ = FindOutAsync(rested, cancellation);
        }

        var tried = new List<NodePool.Node>(_nodes.Count);
        while (true)
        {
            var node = _nodes.Next(tried)!;
            tried.Add(node);
            var asked = target.Time.GetUtcNow();
            try
            {
                var answer = await AskAsync(node, method, path, body, authorization, cancellation);
                if ((IsAway(answer.Status) ? $"it answered {(int)answer.Status}" : flawOf(answer)) is not { } flaw)
                {
                    Answered(node, answer);
                    return answer;
                }

                Failed(node, asked, flaw);
                if (tried.Count == _nodes.Count)
                {
                    return answer;
                }
            }
            catch (PipelineException e)
            {
                Failed(node, asked, e.Message);
                if (tried.Count == _nodes.Count)
                {
                    throw;
                }
            }
        }
    }

    // Said by a proxy for a node that is not there, or by a node that is no member of its cluster now.
    private static bool IsAway(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // Who finds a body too large may say so and hang up amid it; the answer is lost then. So the body is offered once more, with its
    // length: whoever does not want it says so before it comes.
    private async Task<HttpAnswer> AskAsync(
        NodePool.Node node, HttpMethod method, string path, Func<HttpContent>? body, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
    {
        using var request = RequestTo(node, method, path, body, authorization);
        try
        {
            return await target.SendAsync(request, cancellation);
        }
        catch (PipelineException e) when (e.InnerException is HttpRequestException && request.Content is BulkContent { IsBrokenOff: true })
        {
            using var offer = RequestTo(node, method, path, body, authorization);
            await offer.Content!.LoadIntoBufferAsync(cancellation);
            offer.Headers.ExpectContinue = true;
            return await target.SendAsync(offer, cancellation);
        }
    }

    private static HttpRequestMessage RequestTo(
        NodePool.Node node, HttpMethod method, string path, Func<HttpContent>? body, AuthenticationHeaderValue? authorization)
    {
        var request = new HttpRequestMessage(method, HttpUrls.Below(node.Url, path)) { Content = body?.Invoke() };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = authorization;
        return request;
    }

    private async Task FindOutAsync(NodePool.Node node, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ProbePatience, target.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var (asked, answers) = (target.Time.GetUtcNow(), false);
        try
        {
            var answer = await AskAsync(node, HttpMethod.Get, "", body: null, Authorization(), either.Token);
            answers = !IsAway(answer.Status); // whatever it says: privileges do not matter here
        }
        catch (Exception e) when (e is PipelineException or OperationCanceledException)
        {
            // As good as away.
        }
        finally
        {
            if (!answers)
            {
                _nodes.Failed(node, asked);
            }

            _nodes.GiveBack(node, answers);
        }
    }

    private void Answered(NodePool.Node node, HttpAnswer answer)
    {
        var wasAway = node.Failures > 0;
        if (_nodes.Answered(node))
        {
            Changed?.Invoke(node.Url, true);
            if (wasAway && _nodes.Count > 1)
            {
                logger.NodeBack(node.Url);
            }
        }

        NoteProduct(node.Url, answer);
    }

    private void Failed(NodePool.Node node, DateTimeOffset asked, string cause)
    {
        if (_nodes.Failed(node, asked))
        {
            Changed?.Invoke(node.Url, false);
            if (_nodes.Count > 1)
            {
                logger.NodeAway(node.Url, cause);
            }
        }
    }

    private AuthenticationHeaderValue? Authorization()
    {
        if (Secret.Read(options.ApiKeyFile) is { } key)
        {
            return new("ApiKey", key.Contains(':', StringComparison.Ordinal) ? Base64(key) : key);
        }

        return options.Username is { } user ? new("Basic", Base64($"{user}:{Secret.Read(options.PasswordFile)}")) : null;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private void NoteProduct(string node, HttpAnswer answer)
    {
        if (!_productSeen && answer.Product is null)
        {
            logger.ProductUnknown(node);
        }

        _productSeen = true;
    }
}
