using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>
/// Data streams that exist already: templates are for new indices, so one whose newest index knows fewer fields gets a new index, and
/// one that is kept differently is told so.
/// </summary>
/// <param name="api">Where.</param>
/// <param name="cluster">Which version.</param>
/// <param name="kind">Which of them.</param>
/// <param name="retention">How long they are to be kept.</param>
/// <param name="withDocuments">A removal takes the documents, too.</param>
internal sealed class DataStreams(SetupApi api, Cluster cluster, StreamKind kind, Retention retention, bool withDocuments) : ISetupResource
{
    /// <inheritdoc/>
    public string Title => $"data streams {kind.Pattern}";

    /// <inheritdoc/>
    public async Task<Finding> CompareAsync(CancellationToken cancellation)
    {
        var (details, requests, count) = (new List<string>(), new List<SetupRequest>(), 0);
        foreach (var stream in await ListAsync(cancellation))
        {
            var name = stream.Text("name")!;
            count++;
            if (await IsOldAsync(stream, cancellation))
            {
                details.Add($"{name}: its newest index has older mappings: a new index");
                requests.Add(new(api, HttpMethod.Post, $"{name}/_rollover"));
            }

            if (await KeptOtherwiseAsync(stream, name, cancellation) is var (words, change))
            {
                details.Add($"{name}: {words}");
                requests.Add(change);
            }
        }

        return requests.Count > 0 ? new(Condition.Differs, details) { Requests = requests }
            : Finding.Fine(count == 0 ? "none yet: the first document makes one" : $"{count}");
    }

    /// <inheritdoc/>
    public async Task<Removal> PlanRemovalAsync(CancellationToken cancellation)
    {
        var names = (await ListAsync(cancellation)).Select(stream => stream.Text("name")!).ToArray();
        return names.Length == 0 ? Removal.None
            : withDocuments ? new([.. names.Select(name => new SetupRequest(api, HttpMethod.Delete, $"_data_stream/{name}"))])
            : new([], $"{string.Join(", ", names)}: the documents stay; --with-data takes them, too");
    }

    private async Task<JsonObject[]> ListAsync(CancellationToken cancellation) =>
        [.. (await api.FindAsync($"_data_stream/{kind.Pattern}", cancellation)).Objects("data_streams")
            .Where(stream => stream.Text("name")?.StartsWith(kind.Pattern[..^1], StringComparison.Ordinal) is true)];

    private async Task<bool> IsOldAsync(JsonObject stream, CancellationToken cancellation)
    {
        if (stream.Objects("indices").LastOrDefault().Text("index_name") is not { } newest)
        {
            return false;
        }

        var mapping = await api.FindAsync($"{newest}/_mapping", cancellation);
        return mapping.Number(newest, "mappings", "_meta", "version") is not { } version || version < TemplateBodies.MappingsVersion;
    }

    private async Task<(string Words, SetupRequest Change)?> KeptOtherwiseAsync(JsonObject stream, string name, CancellationToken cancellation)
    {
        if (cluster.HasStreamLifecycle)
        {
            var wanted = retention.OfStream();
            var kept = stream.Text("lifecycle", "data_retention");
            return kept == wanted.Text("data_retention")
                ? null
                : ($"kept {kept ?? "for ever"} -> {wanted.Text("data_retention")}", new(api, HttpMethod.Put, $"_data_stream/{name}/_lifecycle") { Json = wanted });
        }

        var settings = await api.FindAsync($"{name}/_settings", cancellation);
        return settings is not JsonObject indices || indices.All(index => index.Value.Text("settings", "index", "lifecycle", "name") == kind.Name)
            ? null
            : ($"not all of its indices have the policy {kind.Name}", new(api, HttpMethod.Put, $"{name}/_settings")
            {
                Json = new JsonObject { ["index.lifecycle.name"] = kind.Name },
            });
    }
}
