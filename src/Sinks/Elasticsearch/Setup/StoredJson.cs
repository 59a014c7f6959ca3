using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>Something that is put, read and deleted as JSON at one path: templates, policies, roles.</summary>
/// <param name="api">Where.</param>
/// <param name="kind">What it is in words.</param>
/// <param name="path">Its path, the name last.</param>
/// <param name="wanted">As it should be.</param>
/// <param name="select">Finds it in the answer to a GET.</param>
internal sealed class StoredJson(SetupApi api, string kind, string path, JsonObject wanted, Func<JsonNode, JsonNode?> select)
    : ISetupResource
{
    private const int MaxDetails = 4;
    private readonly string _name = path[(path.LastIndexOf('/') + 1)..];

    /// <inheritdoc/>
    public string Title => $"{kind} {_name}";

    /// <inheritdoc/>
    public async Task<Finding> CompareAsync(CancellationToken cancellation)
    {
        var answer = await api.FindAsync(path, cancellation);
        var found = answer is null ? null : select(answer);
        SetupRequest[] put = [new(api, HttpMethod.Put, path) { Json = wanted }];
        if (found is null)
        {
            return new(Condition.Missing) { Requests = put };
        }

        if (!IsOurs(found))
        {
            return new(Condition.Foreign, $"there is one that Eyrie did not make; rename or delete it: {path}");
        }

        var differences = JsonDifference.Of(wanted, found);
        return differences.Count == 0
            ? Finding.Fine()
            : new(Condition.Differs, Cut(differences)) { Requests = put, IsOlder = found.Number("version") is not { } version || version < wanted.Number("version") };
    }

    /// <inheritdoc/>
    public async Task<Removal> PlanRemovalAsync(CancellationToken cancellation) =>
        await api.FindAsync(path, cancellation) is not { } answer || select(answer) is not { } found ? Removal.None
        : !IsOurs(found) ? new([], "Eyrie did not make it")
        : new([new(api, HttpMethod.Delete, path)]);

    // A kind that cannot be marked is ours by its name.
    private bool IsOurs(JsonNode found) => Array.TrueForAll(
        ["_meta", "metadata"], mark => wanted[mark] is null || found.Text(mark, "managed_by") == wanted.Text(mark, "managed_by"));

    private static IReadOnlyList<string> Cut(IReadOnlyList<string> differences) => differences.Count <= MaxDetails
        ? differences
        : [.. differences.Take(MaxDetails), $"and {differences.Count - MaxDetails} more"];
}
