using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>
/// The index template of our data streams. Without one, Elasticsearch guesses types from the first document it sees, and a
/// later one that says <c>proc.pid.ts</c> beside <c>proc.pid</c> would be refused. An older one of ours is replaced, for it does not
/// know the fields that were added since; any other that is there already is somebody's decision: it stays.
/// </summary>
internal static class IndexTemplate
{
    /// <summary>Its name in Elasticsearch.</summary>
    public const string Name = "eyrie";

    private const string Path = $"_index_template/{Name}";
    private const string Filter = "filter_path=index_templates.index_template.version,index_templates.index_template._meta.managed_by";
    private const string Resource = "index-template.json";

    // Grows with every field, and fields are never taken away.
    private static readonly long Version = ReadVersion();

    /// <summary>Installs it when there is none, or an older one. A refusal is told, not thrown: documents are worth more than their mappings.</summary>
    /// <exception cref="PipelineException">Transient: no node answered.</exception>
    public static async Task EnsureAsync(ElasticsearchNodes nodes, ILogger logger, CancellationToken cancellation)
    {
        var known = await nodes.SendAsync(HttpMethod.Get, $"{Path}?{Filter}", body: null, cancellation);
        var older = known.Status is HttpStatusCode.OK ? OlderVersion(known.Body) : null;
        var answer = known.Status is HttpStatusCode.NotFound ? await nodes.SendAsync(HttpMethod.Put, $"{Path}?create=true", Body, cancellation)
            : older is not null ? await nodes.SendAsync(HttpMethod.Put, Path, Body, cancellation)
            : known;
        if (answer.Status is HttpStatusCode.OK)
        {
            if (older is { } version)
            {
                logger.TemplateReplaced(Name, version, Version);
            }
            else if (answer != known)
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

    private static long ReadVersion()
    {
        using var json = JsonDocument.Parse(Open());
        return json.RootElement.GetProperty("version").GetInt64();
    }

    // The version of a template that Eyrie made and that knows fewer fields; null for any other.
    private static long? OlderVersion(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var template = json.RootElement.GetProperty("index_templates")[0].GetProperty("index_template");
            var isOurs = template.GetProperty("_meta").GetProperty("managed_by").ValueEquals("eyrie");
            var version = template.TryGetProperty("version", out var said) ? said.GetInt64() : 0;
            return isOurs && version < Version ? version : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            return null; // no answer of a template of ours
        }
    }

    private static StreamContent Body() => new(Open()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
