using System.Net;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>The one index template of Eyrie's first versions: it goes when its successors are there.</summary>
internal sealed class OldTemplate(SetupApi api) : ISetupResource
{
    private const string Path = "_index_template/eyrie";

    /// <inheritdoc/>
    public string Title => "index template eyrie (of older versions)";

    /// <inheritdoc/>
    public async Task<Finding> CompareAsync(CancellationToken cancellation) => await FindAsync(cancellation) is { } request
        ? new(Condition.Differs, "it has successors and goes") { Requests = [request], IsOlder = true }
        : Finding.Fine("gone");

    /// <inheritdoc/>
    public async Task<Removal> PlanRemovalAsync(CancellationToken cancellation) =>
        await FindAsync(cancellation) is { } request ? new([request]) : Removal.None;

    // 7.10 holds on to a template whose pattern fits a data stream, whichever other one that uses. Its priority is the lower one: it may stay.
    private async Task<SetupRequest?> FindAsync(CancellationToken cancellation) =>
        (await api.FindAsync(Path, cancellation)).Objects("index_templates").FirstOrDefault().Text("index_template", "_meta", "managed_by") is "eyrie"
            ? new(api, HttpMethod.Delete, Path)
            {
                Problem = static answer => answer.Status is HttpStatusCode.BadRequest && answer.Words.Contains("in use", StringComparison.Ordinal)
                    ? null
                    : answer.Problem,
            }
            : null;
}
