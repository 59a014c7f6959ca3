using System.Text.Json.Nodes;
using Eyrie.Dashboards.KibanaObjects;

namespace Eyrie.Dashboards.GrafanaObjects;

/// <summary>Makes a panel in Grafana's form of what its source says.</summary>
internal static class GrafanaPanels
{
    /// <summary>The matchers that <c>$sel</c> stands for.</summary>
    public const string Selection = "cluster=~\"$cluster\",node=~\"$node\"";

    private static readonly string[] Types = ["timeseries", "stat", "table", "bargauge"];

    /// <summary>The panel.</summary>
    /// <param name="source">What it is to be.</param>
    /// <param name="runbooks">Go into its description.</param>
    /// <param name="id">Its number within the dashboard.</param>
    /// <param name="place">Where it is.</param>
    public static JsonObject Make(GrafanaPanel source, Runbooks runbooks, int id, JsonObject place)
    {
        if (!Types.Contains(source.Type, StringComparer.Ordinal))
        {
            throw new SourceException($"panel '{source.Title}': type '{source.Type}' is none of {string.Join(", ", Types)}");
        }

        var isSearch = source.Search is not null;
        return new()
        {
            ["id"] = id,
            ["type"] = source.Type,
            ["title"] = source.Title,
            ["description"] = string.Join("\n\n", [source.Description, .. source.Alerts.Select(alert => $"**{alert}** {runbooks.Of(alert)}")]),
            ["gridPos"] = place,
            ["datasource"] = Source(isSearch),
            ["links"] = new JsonArray([.. source.Alerts.Select(Link)]),
            ["fieldConfig"] = new JsonObject { ["defaults"] = Defaults(source), ["overrides"] = new JsonArray() },
            ["options"] = Options(source),
            ["targets"] = new JsonArray(source.Search is { } search
                ? [Target(search)]
                : [.. source.Queries.Select((query, index) => Target(query, index, source.Type))]),
            ["transformations"] = source.Type is "table" && !isSearch ? Columns() : new JsonArray(),
        };
    }

    /// <summary>The data source that a variable names.</summary>
    public static JsonObject Source(bool isSearch) => isSearch
        ? new() { ["type"] = "elasticsearch", ["uid"] = "${elasticsearch}" }
        : new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    private static JsonObject Link(string alert) => new JsonObject
    {
        ["title"] = $"Runbook: {alert}",
        ["url"] = $"${{runbooks}}#{alert.ToLowerInvariant()}",
        ["targetBlank"] = true,
    };

    private static JsonObject Defaults(GrafanaPanel source)
    {
        var defaults = new JsonObject { ["unit"] = source.Unit, ["mappings"] = Mappings(source), ["thresholds"] = Thresholds(source.Thresholds) };
        if (source.Min is { } min)
        {
            defaults["min"] = min;
        }

        if (source.Max is { } max)
        {
            defaults["max"] = max;
        }

        defaults["color"] = new JsonObject { ["mode"] = source.Type is "timeseries" || source.Thresholds.Count == 0 ? "palette-classic" : "thresholds" };
        defaults["custom"] = source.Type switch
        {
            "timeseries" => Lines(source),
            "table" => new JsonObject { ["align"] = "auto", ["cellOptions"] = new JsonObject { ["type"] = source.Thresholds.Count > 0 ? "color-background" : "auto" }, ["filterable"] = true },
            _ => new JsonObject(),
        };
        return defaults;
    }

    private static JsonObject Lines(GrafanaPanel source) => new()
    {
        ["drawStyle"] = "line",
        ["lineInterpolation"] = "linear",
        ["lineWidth"] = 1,
        ["fillOpacity"] = source.Stack ? 25 : 5,
        ["showPoints"] = "never",
        ["spanNulls"] = false,
        ["stacking"] = new JsonObject { ["mode"] = source.Stack ? "normal" : "none", ["group"] = "A" },
        ["thresholdsStyle"] = new JsonObject { ["mode"] = source.Thresholds.Count > 0 ? "dashed" : "off" },
    };

    private static JsonArray Mappings(GrafanaPanel source) => source.Words.Count == 0
        ? []
        : [
            new JsonObject
            {
                ["type"] = "value",
                ["options"] = new JsonObject(source.Words.Select((word, index) =>
                    KeyValuePair.Create(word.Key, (JsonNode?)new JsonObject { ["text"] = word.Value, ["index"] = index }))),
            },
        ];

    private static JsonObject Thresholds(List<double> values)
    {
        var (normal, worst) = values is [var first, var second] && first > second ? ("red", "green") : ("green", "red");
        var steps = new JsonArray(new JsonObject { ["color"] = normal, ["value"] = null });
        var sorted = values.Order().ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            steps.Add(new JsonObject { ["color"] = i == sorted.Length - 1 ? worst : "yellow", ["value"] = sorted[i] });
        }

        return new() { ["mode"] = "absolute", ["steps"] = steps };
    }

    private static JsonObject Options(GrafanaPanel source) => source.Type switch
    {
        "timeseries" => new()
        {
            ["legend"] = new JsonObject { ["displayMode"] = "table", ["placement"] = "bottom", ["showLegend"] = true, ["calcs"] = new JsonArray("lastNotNull", "max") },
            ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
        },
        "table" => new() { ["showHeader"] = true, ["cellHeight"] = "sm" },
        _ => new()
        {
            ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull"), ["fields"] = "", ["values"] = source.Search is not null },
            ["orientation"] = source.Type is "bargauge" ? "horizontal" : "auto",
            ["textMode"] = "auto",
            ["colorMode"] = source.Thresholds.Count > 0 ? "background" : "value",
            ["displayMode"] = "basic",
            ["graphMode"] = "area",
        },
    };

    // One row a series, labels as columns, without the time.
    private static JsonArray Columns() =>
    [
        new JsonObject { ["id"] = "labelsToFields", ["options"] = new JsonObject { ["mode"] = "columns" } },
        new JsonObject { ["id"] = "merge", ["options"] = new JsonObject() },
        new JsonObject { ["id"] = "organize", ["options"] = new JsonObject { ["excludeByName"] = new JsonObject { ["Time"] = true } } },
    ];

    private static JsonObject Target(GrafanaQuery query, int index, string type) => new JsonObject
    {
        ["refId"] = ((char)('A' + index)).ToString(),
        ["datasource"] = Source(isSearch: false),
        ["editorMode"] = "code",
        ["expr"] = query.Expr.Trim().Replace("$sel", Selection, StringComparison.Ordinal),
        ["legendFormat"] = query.Legend,
        ["instant"] = type is not "timeseries",
        ["range"] = type is "timeseries",
        ["format"] = type is "table" ? "table" : "time_series",
    };

    private static JsonObject Target(GrafanaSearch search)
    {
        var buckets = new JsonArray();
        foreach (var field in search.By)
        {
            buckets.Add(new JsonObject
            {
                ["id"] = (buckets.Count + 2).ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["type"] = "terms",
                ["field"] = field,
                ["settings"] = new JsonObject
                {
                    ["size"] = search.Top.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    ["order"] = "desc",
                    ["orderBy"] = search.Distinct.Length > 0 ? "1" : "_count",
                    ["min_doc_count"] = "1",
                },
            });
        }

        if (search.OverTime || buckets.Count == 0)
        {
            buckets.Add(new JsonObject
            {
                ["id"] = (buckets.Count + 2).ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["type"] = "date_histogram",
                ["field"] = "@timestamp",
                ["settings"] = new JsonObject { ["interval"] = "auto", ["min_doc_count"] = "0", ["trimEdges"] = "0" },
            });
        }

        return new JsonObject
        {
            ["refId"] = "A",
            ["datasource"] = Source(isSearch: true),
            ["query"] = search.Query,
            ["timeField"] = "@timestamp",
            ["alias"] = search.OverTime && search.By is [var only] ? $"{{{{{only}}}}}" : "",
            ["metrics"] = new JsonArray(search.Distinct.Length > 0
                ? new JsonObject { ["id"] = "1", ["type"] = "cardinality", ["field"] = search.Distinct }
                : new JsonObject { ["id"] = "1", ["type"] = "count" }),
            ["bucketAggs"] = buckets,
        };
    }
}
