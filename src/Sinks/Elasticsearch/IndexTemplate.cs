using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch.Setup;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>
/// The templates of our data streams, as the sink sees to them. Without, Elasticsearch guesses types from the first document it sees, and a
/// later one that says <c>proc.pid.ts</c> beside <c>proc.pid</c> would be refused. Older ones of ours are replaced, for they do not
/// know the fields that were added since; any other that is there already is somebody's decision: it stays.
/// </summary>
internal static class IndexTemplate
{
    private const string Resource = "index-template.json";

    /// <summary>Installs those that are missing or older. A refusal is not thrown: documents are worth more than their mappings.</summary>
    /// <returns>Null: all is as it should be. Else why it is not.</returns>
    /// <exception cref="PipelineException">Transient: no node answered.</exception>
    public static async Task<PipelineException?> EnsureAsync(ElasticsearchNodes nodes, ILogger logger, CancellationToken cancellation)
    {
        var api = new SetupApi("Elasticsearch", "", nodes.SendAsync);
        try
        {
            var cluster = await Cluster.ReadAsync(api, cancellation);
            foreach (var resource in SetupResources.Templates(api, cluster))
            {
                await EnsureAsync(resource, logger, cancellation);
            }

            return null;
        }
        catch (PipelineException e) when (e.Kind is not FailureKind.Transient)
        {
            return e;
        }
    }

    /// <summary>All fields of our documents with their types, and the settings that go with them: an index template of version 8's, generated.</summary>
    public static Stream Open() => typeof(IndexTemplate).Assembly.GetManifestResourceStream(Resource)!;

    private static async Task EnsureAsync(ISetupResource resource, ILogger logger, CancellationToken cancellation)
    {
        var found = await resource.CompareAsync(cancellation);
        if (found.Condition is not Condition.Missing && !found.IsOlder)
        {
            return;
        }

        foreach (var request in found.Requests)
        {
            var answer = await request.SendAsync(cancellation);
            if (request.Problem(answer) is not null)
            {
                throw answer.Failure();
            }
        }

        logger.TemplateInstalled(resource.Title, resource is OldTemplate ? "was replaced by ours of today" : found.Condition is Condition.Missing
            ? "was missing, and is there now"
            : "was of an older version; new backing indices are made by ours");
    }
}
