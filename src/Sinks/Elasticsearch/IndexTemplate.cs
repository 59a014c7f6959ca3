using System.Net;
using System.Net.Http.Headers;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>
/// The index template of our data streams. Without one, Elasticsearch guesses types from the first document it sees, and a
/// later one that says <c>proc.pid.ts</c> beside <c>proc.pid</c> would be refused. A template that is there already is
/// somebody's decision: it stays.
/// </summary>
internal static class IndexTemplate
{
    /// <summary>Its name in Elasticsearch.</summary>
    public const string Name = "eyrie";

    private const string Path = $"_index_template/{Name}";
    private const string Resource = "index-template.json";

    /// <summary>Installs it when there is none. A refusal is told, not thrown: documents are worth more than their mappings.</summary>
    /// <exception cref="PipelineException">Transient: no node answered.</exception>
    public static async Task EnsureAsync(ElasticsearchNodes nodes, ILogger logger, CancellationToken cancellation)
    {
        var known = await nodes.SendAsync(HttpMethod.Head, Path, body: null, cancellation);
        var answer = known.Status is HttpStatusCode.NotFound
            ? await nodes.SendAsync(HttpMethod.Put, $"{Path}?create=true", Body, cancellation)
            : known;
        if (answer.Status is HttpStatusCode.OK)
        {
            if (answer != known)
            {
                logger.TemplateInstalled(Name);
            }
        }
        else if (HttpFailures.Classify(answer.Status) is FailureKind.Transient)
        {
            throw HttpFailures.From("Elasticsearch", answer);
        }
        else
        {
            logger.TemplateRefused(Name, HttpFailures.From("Elasticsearch", answer).Message);
        }
    }

    /// <summary>The template's JSON.</summary>
    public static Stream Open() => typeof(IndexTemplate).Assembly.GetManifestResourceStream(Resource)!;

    private static StreamContent Body() => new(Open()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
