using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>Index templates of others that take our data streams away from ours: of all that fit, Elasticsearch uses the one of the highest priority alone.</summary>
internal sealed class Rivals(SetupApi api) : ISetupResource
{
    private const string Path = "_index_template?filter_path=index_templates.name,index_templates.index_template.priority,index_templates.index_template.index_patterns";
    private static readonly ImmutableArray<string> Streams = [.. StreamKind.All.Select(kind => kind.Pattern.Replace("*", "default", StringComparison.Ordinal))];

    /// <inheritdoc/>
    public string Title => "other index templates for logs-eyrie.*";

    /// <inheritdoc/>
    public async Task<Finding> CompareAsync(CancellationToken cancellation)
    {
        var rivals = (await api.FindAsync(Path, cancellation)).Objects("index_templates")
            .Where(template => template.Number("index_template", "priority") > TemplateBodies.Priority && Patterns(template).Any(Fits))
            .Select(template => $"{template.Text("name")} has a higher priority ({template.Number("index_template", "priority")}) than Eyrie's ({TemplateBodies.Priority}): lower it, or narrow its patterns")
            .ToArray();
        return rivals.Length == 0 ? Finding.Fine("none") : new(Condition.Foreign, rivals);
    }

    /// <inheritdoc/>
    public Task<Removal> PlanRemovalAsync(CancellationToken cancellation) => Task.FromResult(Removal.None);

    private static IEnumerable<string> Patterns(JsonObject template) =>
        template.At("index_template", "index_patterns") is JsonArray patterns ? patterns.Select(pattern => pattern?.ToString() ?? "") : [];

    private static bool Fits(string pattern) => Streams.Any(stream => FileSystemName.MatchesSimpleExpression(pattern, stream, ignoreCase: false));
}
