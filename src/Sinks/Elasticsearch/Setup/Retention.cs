using System.Globalization;
using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>How long documents are kept, in whole days.</summary>
/// <param name="Days">At least so long after their index was closed for new ones.</param>
internal sealed record Retention(int Days)
{
    private const int MostDaysAnIndex = 30;
    private const int IndexesAtLeast = 10;

    /// <summary>As a data stream's own lifecycle.</summary>
    public JsonObject OfStream() => new() { ["data_retention"] = Text(Days) };

    /// <summary>As a policy of ILM: a new index often enough that what is too old goes in small parts.</summary>
    public JsonObject Policy(Cluster cluster)
    {
        var rollover = new JsonObject { ["max_age"] = Text(Math.Clamp(Days / IndexesAtLeast, 1, MostDaysAnIndex)) };
        rollover[cluster.KnowsPrimaryShardSize ? "max_primary_shard_size" : "max_size"] = "50gb";
        return new()
        {
            ["policy"] = new JsonObject
            {
                ["phases"] = new JsonObject
                {
                    ["hot"] = new JsonObject { ["actions"] = new JsonObject { ["rollover"] = rollover } },
                    ["delete"] = new JsonObject { ["min_age"] = Text(Days), ["actions"] = new JsonObject { ["delete"] = new JsonObject() } },
                },
            },
        };
    }

    /// <summary>
    /// What an earlier set-up wrote, so that one that does not say how long deletes nothing that was to be kept.
    /// </summary>
    /// <returns>Null: there was none.</returns>
    public static async Task<int?> DaysNowAsync(SetupApi api, Cluster cluster, StreamKind kind, CancellationToken cancellation)
    {
        var text = cluster.HasStreamLifecycle
            ? (await api.FindAsync($"_index_template/{kind.Name}", cancellation)).Objects("index_templates").FirstOrDefault()
                .Text("index_template", "template", "lifecycle", "data_retention")
            : (await api.FindAsync($"_ilm/policy/{kind.Name}", cancellation)).Text(kind.Name, "policy", "phases", "delete", "min_age");
        return text is [.. var number, 'd'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days > 0 ? days : null;
    }

    private static string Text(int days) => string.Create(CultureInfo.InvariantCulture, $"{days}d");
}
