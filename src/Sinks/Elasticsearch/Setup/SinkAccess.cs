using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>What the sink may do: add documents to our data streams, make these, and look at which templates there are. Nothing else.</summary>
internal static class SinkAccess
{
    /// <summary>Name of its role and its API key.</summary>
    public const string Name = "eyrie-sink";

    /// <summary>The role.</summary>
    public static JsonObject Role()
    {
        var role = Privileges();
        role["metadata"] = new JsonObject { ["managed_by"] = "eyrie" };
        return role;
    }

    /// <summary>The request for an API key with the role's privileges.</summary>
    public static JsonObject KeyRequest(Cluster cluster)
    {
        var request = new JsonObject { ["name"] = Name, ["role_descriptors"] = new JsonObject { [Name] = Privileges() } };
        if (cluster.KnowsKeyMetadata)
        {
            request["metadata"] = new JsonObject { ["managed_by"] = "eyrie" };
        }

        return request;
    }

    private static JsonObject Privileges() => new()
    {
        ["cluster"] = new JsonArray("monitor"),
        ["indices"] = new JsonArray(new JsonObject
        {
            ["names"] = new JsonArray([.. StreamKind.All.Select(kind => (JsonNode)kind.Pattern)]),
            ["privileges"] = new JsonArray("create_doc", "auto_configure"),
        }),
    };
}
