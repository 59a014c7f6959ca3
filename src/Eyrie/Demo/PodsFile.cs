using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Simulation.Hosts;

namespace Eyrie.Demo;

/// <summary>The simulated node's pods as the Enricher's pods file lists them: what a cluster would tell.</summary>
internal static class PodsFile
{
    /// <summary>The node that the pods are on.</summary>
    public const string Node = "worker-1";

    /// <summary>The file's content, JSON.</summary>
    public static string Content => new JsonArray([.. Pods.All.Select(pod => Pod(new(pod.Plan, Node, default)))]).ToJsonString(
        new JsonSerializerOptions { WriteIndented = true });

    private static JsonObject Pod(SimulatedContainer container) => new()
    {
        ["namespace"] = container.Plan.Namespace,
        ["name"] = container.Plan.Name,
        ["uid"] = container.PodUid,
        ["ip"] = container.Plan.Address,
        ["workload"] = new JsonObject { ["kind"] = container.Plan.WorkloadKind, ["name"] = container.Plan.Workload },
        ["labels"] = new JsonObject(container.Plan.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
        ["containers"] = new JsonArray(new JsonObject
        {
            ["id"] = $"containerd://{container.Id}",
            ["name"] = container.Plan.Container,
            ["image"] = $"{container.Plan.Repository}:{container.Plan.Tag}",
        }),
    };
}
