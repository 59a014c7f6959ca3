using System.Net.Http.Headers;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>Asks the node that answered last; goes over to the next when it cannot be reached.</summary>
internal sealed class ElasticsearchNodes(ElasticsearchOptions options, HttpTarget target, ILogger logger)
{
    private const string Query = "_bulk?filter_path=errors,items.*.status,items.*.error,items.*.failure_store";
    private int _current;
    private bool _productSeen;

    /// <summary>Posts one <c>_bulk</c> request.</summary>
    /// <exception cref="PipelineException">No node could be reached, or a secret could not be read.</exception>
    public Task<HttpAnswer> PostAsync(string dataStream, ReadOnlyMemory<Alert> alerts, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"{dataStream}/{Query}", () => new BulkContent(alerts, options.Gzip), cancellation);

    /// <summary>Sends any request.</summary>
    /// <inheritdoc cref="PostAsync"/>
    public async Task<HttpAnswer> SendAsync(
        HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellation)
    {
        for (var tried = 1; ; tried++)
        {
            var node = options.Nodes[_current];
            try
            {
                using var request = new HttpRequestMessage(method, HttpUrls.Below(node, path)) { Content = body?.Invoke() };
                request.Headers.Accept.ParseAdd("application/json");
                request.Headers.Authorization = Authorization();
                var answer = await target.SendAsync(request, cancellation);
                NoteProduct(node, answer);
                return answer;
            }
            catch (PipelineException e) when (e.Kind is FailureKind.Transient && options.Nodes.Count > 1)
            {
                _current = (_current + 1) % options.Nodes.Count;
                if (tried == options.Nodes.Count)
                {
                    throw;
                }

                logger.NodeSkipped(node, options.Nodes[_current], e.Message);
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
