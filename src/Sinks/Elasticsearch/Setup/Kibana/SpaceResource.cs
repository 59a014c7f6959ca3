using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup.Kibana;

/// <summary>The space that the dashboards are to be in. It is made when it is missing, and never removed: others may use it.</summary>
internal sealed class SpaceResource(SetupApi kibana, KibanaAddress address) : ISetupResource
{
    /// <inheritdoc/>
    public string Title => $"space {address.Space}";

    /// <inheritdoc/>
    public async Task<Finding> CompareAsync(CancellationToken cancellation) =>
        address.IsDefaultSpace || await kibana.FindAsync($"api/spaces/space/{address.Space}", cancellation) is not null
            ? Finding.Fine()
            : new(Condition.Missing)
            {
                Requests =
                [
                    new(kibana, HttpMethod.Post, "api/spaces/space")
                    {
                        Json = new JsonObject { ["id"] = address.Space, ["name"] = address.Space },
                    },
                ],
            };

    /// <inheritdoc/>
    public Task<Removal> PlanRemovalAsync(CancellationToken cancellation) => Task.FromResult(new Removal([], "others may use it"));
}
