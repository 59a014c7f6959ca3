using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>
/// Asks the nodes of a cluster in turn, the next one when one does not answer. One that is away is asked small things only until it
/// answers, so that it costs no batch its time. For several requests at once.
/// </summary>
internal sealed class ElasticsearchNodes(ElasticsearchOptions options, HttpTarget target, ILogger logger)
{
    private const string Query = "_bulk?filter_path=errors,items.*.status,items.*.error,items.*.failure_store";
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(5);

    private readonly NodePool _nodes = new(options.Nodes, target.Time);
    private bool _productSeen;

    /// <summary>Is told of nodes that answer, and of those that do not any more.</summary>
    public Action<string, bool>? Changed { get; init; }

    /// <summary>Posts one <c>_bulk</c> request.</summary>
    /// <exception cref="PipelineException">No node could be reached, or a secret could not be read.</exception>
    public Task<HttpAnswer> PostAsync(BulkRequest request, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"{request.DataStream}/{Query}", () => new BulkContent(request, options.Gzip), cancellation);

    /// <summary>Sends any request.</summary>
    /// <inheritdoc cref="PostAsync"/>
    public async Task<HttpAnswer> SendAsync(
        HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellation)
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
            try
            {
                var answer = await AskAsync(node, method, path, body?.Invoke(), authorization, cancellation);
                if (!IsAway(answer.Status))
                {
                    Answered(node, answer);
                    return answer;
                }

                Failed(node, $"it answered {(int)answer.Status}");
                if (tried.Count == _nodes.Count)
                {
                    return answer;
                }
            }
            catch (PipelineException e)
            {
                Failed(node, e.Message);
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

    private async Task<HttpAnswer> AskAsync(
        NodePool.Node node, HttpMethod method, string path, HttpContent? body, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, HttpUrls.Below(node.Url, path)) { Content = body };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = authorization;
        return await target.SendAsync(request, cancellation);
    }

    private async Task FindOutAsync(NodePool.Node node, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ProbePatience, target.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var answer = await AskAsync(node, HttpMethod.Get, "", body: null, Authorization(), either.Token);
            if (IsAway(answer.Status))
            {
                _nodes.Failed(node);
            }
            else
            {
                Answered(node, answer); // whatever it says: privileges do not matter here
            }
        }
        catch (Exception e) when (e is PipelineException or OperationCanceledException)
        {
            _nodes.Failed(node);
        }
        finally
        {
            _nodes.GiveBack(node);
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

    private void Failed(NodePool.Node node, string cause)
    {
        if (_nodes.Failed(node))
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
