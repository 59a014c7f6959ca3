using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup.Kibana;

/// <summary>Rules of Kibana's security app that make its alerts of ours. Whether one is switched on, and its exceptions, are the analysts' affair.</summary>
internal sealed class DetectionRules : ISetupResource
{
    private static readonly string[] TheirAffair =
    [
        "id", "enabled", "actions", "exceptions_list", "created_at", "created_by", "updated_at", "updated_by", "immutable", "rule_source",
        "revision", "version", "execution_summary", "output_index", "meta", "throttle", "outcome", "to",
    ];

    private readonly SetupApi _kibana;
    private readonly string _root;
    private readonly SetupFile _file;
    private readonly JsonObject[] _rules;
    private readonly Cluster _cluster;

    public DetectionRules(SetupApi kibana, KibanaAddress address, SetupFile file, Cluster cluster)
    {
        (_kibana, _root, _file, _cluster) = (kibana, $"{address.SpacePath}api/detection_engine/rules", file, cluster);
        _rules = [.. ObjectFile.Lines(file).Where(json => json.Text("rule_id") is not null)];
    }

    /// <inheritdoc/>
    public string Title => _rules.Length == 1 ? $"detection rule {_rules[0].Text("rule_id")}" : $"{_rules.Length} detection rules";

    /// <inheritdoc/>
    public async Task<Finding> CompareAsync(CancellationToken cancellation)
    {
        if (!_cluster.HasSecurity)
        {
            return new(Condition.Skipped, "Elasticsearch's security is switched off, and rules run as the user who made them");
        }

        var (missing, details) = (0, new List<string>());
        foreach (var rule in _rules)
        {
            var found = await FindAsync(rule, cancellation);
            missing += found is null ? 1 : 0;
            details.AddRange(found is null ? [] : JsonDifference.Of(Comparable(rule), found).Take(3));
        }

        return missing + details.Count == 0 ? Finding.Fine()
            : new(missing == _rules.Length ? Condition.Missing : Condition.Differs, details) { Requests = [Import()] };
    }

    /// <inheritdoc/>
    public async Task<Removal> PlanRemovalAsync(CancellationToken cancellation)
    {
        var requests = new List<SetupRequest>();
        foreach (var rule in _cluster.HasSecurity ? _rules : [])
        {
            if (await FindAsync(rule, cancellation) is not null)
            {
                requests.Add(new(_kibana, HttpMethod.Delete, PathOf(rule)));
            }
        }

        return new(requests);
    }

    private Task<JsonNode?> FindAsync(JsonObject rule, CancellationToken cancellation) => _kibana.FindAsync(PathOf(rule), cancellation);

    private string PathOf(JsonObject rule) => $"{_root}?rule_id={Uri.EscapeDataString(rule.Text("rule_id")!)}";

    private SetupRequest Import() =>
        new(_kibana, HttpMethod.Post, $"{_root}/_import?overwrite=true") { File = _file, Problem = ProblemOfImport };

    private static JsonObject Comparable(JsonObject rule) =>
        new(rule.Where(pair => !TheirAffair.Contains(pair.Key, StringComparer.Ordinal)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));

    private static string? ProblemOfImport(ApiAnswer answer)
    {
        if (answer.Problem is { } problem)
        {
            return problem;
        }

        var errors = answer.Json.Objects("errors").Select(error => PlainText.OneLine(
            $"{error.Text("rule_id")}: {error.Text("error", "message")}", 300)).ToArray();
        return errors.Length > 0 ? $"Kibana did not take {errors.Length} rules: {string.Join("; ", errors)}" : null;
    }
}
