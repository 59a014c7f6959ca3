using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>Policies of ILM.</summary>
internal sealed class PolicyStore(StandInVersion version, StreamStore streams)
{
    private readonly Dictionary<string, JsonObject> _policies = new(StringComparer.Ordinal);

    /// <summary>Answers about a policy.</summary>
    public ManagementAnswer Answer(string method, string name, JsonObject? body)
    {
        switch (method)
        {
            case "PUT" when body is not null:
                if (Problem(body) is { } problem)
                {
                    return ManagementAnswer.Refuse(problem, "x_content_parse_exception");
                }

                _policies[name] = body["policy"]!.DeepClone().AsObject();
                foreach (var (_, phase) in _policies[name]["phases"]!.AsObject())
                {
                    phase!["min_age"] ??= "0ms";
                }

                return ManagementAnswer.Acknowledged;
            case "GET" when _policies.TryGetValue(name, out var policy):
                return ManagementAnswer.Ok(new JsonObject { [name] = new JsonObject { ["version"] = 1, ["modified_date"] = "2026-11-24T00:00:00.000Z", ["policy"] = policy.DeepClone() } });
            case "DELETE" when _policies.ContainsKey(name):
                var used = streams.IndicesUnder(name).ToArray();
                if (used.Length > 0)
                {
                    return ManagementAnswer.Refuse($"Cannot delete policy [{name}]. It is in use by one or more indices: [{string.Join(", ", used)}]");
                }

                _policies.Remove(name);
                return ManagementAnswer.Acknowledged;
            default:
                return ManagementAnswer.NotFound($"Lifecycle policy {name}");
        }
    }

    private string? Problem(JsonObject body)
    {
        if (body["policy"]?["phases"] is not JsonObject phases)
        {
            return "Required [policy]";
        }

        if (phases.Select(phase => phase.Key).Except(["hot", "warm", "cold", "delete"]).FirstOrDefault() is { } odd)
        {
            return $"Timeseries lifecycle does not support phase [{odd}]";
        }

        string[] conditions = ["max_age", "max_docs", "max_size", .. version.From(7, 13) ? ["max_primary_shard_size"] : Array.Empty<string>()];
        return (phases["hot"]?["actions"]?["rollover"] as JsonObject ?? []).Select(pair => pair.Key).Except(conditions).FirstOrDefault() is { } condition
            ? $"[rollover] unknown field [{condition}]"
            : phases["delete"] is JsonObject delete && delete["min_age"] is null ? "[delete] needs min_age here: documents would go at once" : null;
    }
}
