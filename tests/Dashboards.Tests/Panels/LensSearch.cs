using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Dashboards.Tests.Search;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>The aggregations that Lens asks Elasticsearch for to draw a layer: buckets in each other in the order of columns, numbers in the innermost.</summary>
internal sealed class LensSearch(JsonElement layer, TimeSpan span)
{
    private const int Bars = 50;
    private readonly JsonElement _columns = layer.GetProperty("columns");

    /// <summary>Column ids of buckets, outermost first.</summary>
    public IReadOnlyList<string> Buckets => [.. Order.Where(IsBucket)];

    /// <summary>Column ids of numbers.</summary>
    public IReadOnlyList<string> Numbers => [.. Order.Where(id => !IsBucket(id))];

    private IEnumerable<string> Order => layer.GetProperty("columnOrder").EnumerateArray().Select(id => id.GetString()!);

    /// <summary>The <c>aggs</c> of a request.</summary>
    public JsonObject Aggregations() => Level([.. Buckets]);

    /// <summary>The number of a column in a bucket of the answer; null when Elasticsearch has none.</summary>
    public double? Number(string id, JsonNode bucket)
    {
        var column = _columns.GetProperty(id);
        var inner = column.TryGetProperty("filter", out _) ? bucket[id]! : bucket;
        return Operation(column) is "count" ? (double?)(inner["doc_count"] ?? inner["hits"]?["total"]?["value"]) : (double?)inner[Metric(id, column)]?["value"];
    }

    private JsonObject Level(string[] buckets)
    {
        var aggregations = new JsonObject();
        if (buckets.Length == 0)
        {
            foreach (var id in Numbers)
            {
                Add(aggregations, id);
            }

            return aggregations;
        }

        var bucket = Bucket(_columns.GetProperty(buckets[0]));
        var below = Level(buckets[1..]);
        if (OrderedBy(_columns.GetProperty(buckets[0])) is { } orderedBy && !below.ContainsKey(orderedBy))
        {
            Add(below, orderedBy);
        }

        if (below.Count > 0)
        {
            bucket["aggs"] = below;
        }

        aggregations[buckets[0]] = bucket;
        return aggregations;
    }

    private void Add(JsonObject aggregations, string id)
    {
        var column = _columns.GetProperty(id);
        var metric = new JsonObject();
        if (Operation(column) is not "count")
        {
            metric[Metric(id, column)] = new JsonObject { [MetricKind(column)] = new JsonObject { ["field"] = Field(column) } };
        }

        if (column.TryGetProperty("filter", out var filter))
        {
            var filtered = new JsonObject { ["filter"] = KqlQuery.ToElasticsearch(filter.GetProperty("query").GetString()!) };
            aggregations[id] = filtered;
            if (metric.Count > 0)
            {
                filtered["aggs"] = metric;
            }
        }
        else if (metric.Count > 0)
        {
            aggregations[id] = metric[id]!.DeepClone();
        }
    }

    private JsonObject Bucket(JsonElement column)
    {
        var parameters = column.TryGetProperty("params", out var given) ? given : default;
        switch (Operation(column))
        {
            case "date_histogram":
                return new() { ["date_histogram"] = new JsonObject { ["field"] = Field(column), ["fixed_interval"] = Interval, ["time_zone"] = "UTC", ["min_doc_count"] = 1 } };
            case "terms" when parameters.GetProperty("orderBy").GetProperty("type").GetString() is "rare":
                return new()
                {
                    ["rare_terms"] = new JsonObject { ["field"] = Field(column), ["max_doc_count"] = parameters.GetProperty("orderBy").GetProperty("maxDocCount").GetInt32() },
                };
            case "terms":
                var terms = new JsonObject
                {
                    ["field"] = Field(column),
                    ["size"] = parameters.GetProperty("size").GetInt32(),
                    ["order"] = new JsonObject { [OrderPath(parameters)] = parameters.GetProperty("orderDirection").GetString() },
                };
                if (Is(parameters, "otherBucket") && Is(parameters, "missingBucket") && MappedFields.Eyrie.Find(Field(column)) is not { IsNumber: true } and not { IsDate: true } and not { Type: "ip" or "boolean" })
                {
                    terms["missing"] = "__missing__"; // as Kibana names those without a value
                }

                return new() { ["terms"] = terms };
            default:
                throw new NotSupportedException($"this test does not know what Lens makes of '{Operation(column)}': look it up and add it");
        }
    }

    private string OrderPath(JsonElement parameters)
    {
        var orderBy = parameters.GetProperty("orderBy");
        if (orderBy.GetProperty("type").GetString() is "alphabetical")
        {
            return "_key";
        }

        var id = orderBy.GetProperty("columnId").GetString()!;
        var column = _columns.GetProperty(id);
        return (Operation(column) is "count", column.TryGetProperty("filter", out _)) switch
        {
            (true, false) => "_count",
            (true, true) => id, // a filter's own count
            (false, false) => id,
            (false, true) => $"{id}>{Metric(id, column)}",
        };
    }

    // A column that a bucket is ordered by has to be known at its level, too; a count always is.
    private string? OrderedBy(JsonElement column)
    {
        if (Operation(column) is not "terms" || column.GetProperty("params").GetProperty("orderBy") is var orderBy && orderBy.GetProperty("type").GetString() is not "column")
        {
            return null;
        }

        var id = orderBy.GetProperty("columnId").GetString()!;
        return Operation(_columns.GetProperty(id)) is "count" && !_columns.GetProperty(id).TryGetProperty("filter", out _) ? null : id;
    }

    private string Interval => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)(span.TotalSeconds / Bars))}s");

    private static string MetricKind(JsonElement column) => Operation(column) switch
    {
        "unique_count" => "cardinality",
        "average" => "avg",
        "max" or "min" or "sum" => Operation(column),
        var other => throw new NotSupportedException($"this test does not know what Lens makes of '{other}': look it up and add it"),
    };

    private static string Metric(string id, JsonElement column) => column.TryGetProperty("filter", out _) ? $"{id}-metric" : id;

    private static bool Is(JsonElement parameters, string name) => parameters.TryGetProperty(name, out var said) && said.GetBoolean();

    private bool IsBucket(string id) => _columns.GetProperty(id).GetProperty("isBucketed").GetBoolean();

    private static string Operation(JsonElement column) => column.GetProperty("operationType").GetString()!;

    private static string Field(JsonElement column) => column.GetProperty("sourceField").GetString()!;
}
