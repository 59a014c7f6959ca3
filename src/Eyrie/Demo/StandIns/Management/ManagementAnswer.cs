using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>What a stand-in answers.</summary>
internal readonly record struct ManagementAnswer(int Status, JsonNode Body)
{
    /// <summary>It was done.</summary>
    public static ManagementAnswer Acknowledged => new(200, new JsonObject { ["acknowledged"] = true });

    /// <summary>All is well, and this is it.</summary>
    public static ManagementAnswer Ok(JsonNode body) => new(200, body);

    /// <summary>A refusal in Elasticsearch's form.</summary>
    public static ManagementAnswer Refuse(string reason, string type = "illegal_argument_exception", int status = 400) =>
        new(status, new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["reason"] = reason }, ["status"] = status });

    /// <summary>There is none of that name.</summary>
    public static ManagementAnswer NotFound(string what) => Refuse($"{what} not found", "resource_not_found_exception", 404);

    /// <summary>No version has that, or not this one.</summary>
    public static ManagementAnswer NoHandler(string path, string method) => Refuse($"no handler found for uri [{path}] and method [{method}]");
}
