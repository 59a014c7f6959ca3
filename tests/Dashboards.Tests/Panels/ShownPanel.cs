using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>A panel that shows documents: what it asks for, and what it needs from the answer to have something to show.</summary>
internal abstract record ShownPanel(string Dashboard, string Title, string Index, string Query)
{
    /// <summary>What can be without data.</summary>
    public abstract IEnumerable<string> Parts { get; }

    /// <summary>Parts without data, or <c>no rows</c>; empty: the panel is full.</summary>
    public abstract IEnumerable<string> Gaps(JsonNode answer);

    /// <summary>Every field that it asks for.</summary>
    public IEnumerable<string> Fields => FieldsIn(Whole, isQueryWanted: true);

    /// <summary>The fields that it puts documents together by, or counts with.</summary>
    public IEnumerable<string> AggregatedFields => FieldsIn(Whole["aggs"], isQueryWanted: false);

    private JsonObject Whole => Request(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>The body of its <c>_search</c>.</summary>
    /// <param name="since">Where the dashboard's time begins.</param>
    /// <param name="now">Where it ends.</param>
    /// <param name="query">The dashboard's own query, in KQL.</param>
    public JsonObject Request(DateTimeOffset since, DateTimeOffset now, string query = "")
    {
        var request = Content();
        request["track_total_hits"] = true;
        request["query"] = new JsonObject
        {
            ["bool"] = new JsonObject
            {
                ["filter"] = new JsonArray(
                    KqlQuery.ToElasticsearch(Query),
                    KqlQuery.ToElasticsearch(query),
                    new JsonObject
                    {
                        ["range"] = new JsonObject
                        {
                            ["@timestamp"] = new JsonObject { ["gte"] = $"{since.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}", ["lte"] = $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}", ["format"] = "strict_date_optional_time" },
                        },
                    }),
            },
        };
        return request;
    }

    public sealed override string ToString() => $"{Dashboard}: {Title}";

    protected abstract JsonObject Content();

    // 'field' of aggregations and exists, 'fields' of query_string; of the other queries the one key is the field.
    private static IEnumerable<string> FieldsIn(JsonNode? node, bool isQueryWanted) => node switch
    {
        JsonArray array => array.SelectMany(item => FieldsIn(item, isQueryWanted)),
        JsonObject json => json.SelectMany(pair => pair switch
        {
            { Key: "filter", Value: JsonObject } when !isQueryWanted => [],
            { Key: "field", Value: JsonValue field } => [field.ToString()],
            { Key: "fields", Value: JsonArray fields } => fields.Select(field => field!.ToString()),
            { Key: "match" or "match_phrase" or "range", Value: JsonObject { Count: 1 } clause } => [clause.Single().Key],
            _ => FieldsIn(pair.Value, isQueryWanted),
        }),
        _ => [],
    };

    protected static long Hits(JsonNode answer) => (long)answer["hits"]!["total"]!["value"]!;
}

/// <summary>A panel of Lens.</summary>
internal sealed record LensPanel(string Dashboard, string Title, string Index, string Query, JsonElement Layer, TimeSpan Span) : ShownPanel(Dashboard, Title, Index, Query)
{
    private readonly LensSearch _search = new(Layer, Span);

    public override IEnumerable<string> Parts => _search.Numbers.Select(Label);

    public override IEnumerable<string> Gaps(JsonNode answer)
    {
        var rows = Rows(answer).ToList();
        return rows.Count == 0 ? ["no rows"] : _search.Numbers.Where(id => rows.TrueForAll(row => _search.Number(id, row) is null or 0)).Select(Label);
    }

    protected override JsonObject Content() => new() { ["size"] = 0, ["aggs"] = _search.Aggregations() };

    private string Label(string id) => Layer.GetProperty("columns").GetProperty(id).GetProperty("label").GetString()!;

    // The innermost buckets; without any, the answer as a whole.
    private List<JsonNode> Rows(JsonNode answer)
    {
        List<JsonNode> rows = [answer["aggregations"] is { } all ? With(all, answer["hits"]!) : answer];
        foreach (var id in _search.Buckets)
        {
            rows = [.. rows.SelectMany(row => row[id]!["buckets"]!.AsArray().Select(bucket => bucket!))];
        }

        return rows;

        static JsonNode With(JsonNode aggregations, JsonNode hits)
        {
            var row = aggregations.DeepClone();
            row["hits"] = hits.DeepClone();
            return row;
        }
    }
}

/// <summary>A panel of a saved search.</summary>
internal sealed record SearchPanel(string Dashboard, string Title, string Index, string Query, IReadOnlyList<string> Columns) : ShownPanel(Dashboard, Title, Index, Query)
{
    public override IEnumerable<string> Parts => Columns;

    public override IEnumerable<string> Gaps(JsonNode answer) =>
        Hits(answer) == 0 ? ["no rows"] : Columns.Where(column => (long)answer["aggregations"]![column]!["doc_count"]! == 0);

    // Discover reads documents; whether any of them has a column's field is asked for beside it.
    protected override JsonObject Content() => new()
    {
        ["size"] = 10,
        ["sort"] = new JsonArray(new JsonObject { ["@timestamp"] = new JsonObject { ["order"] = "desc" } }),
        ["aggs"] = new JsonObject(Columns.Select(column => KeyValuePair.Create<string, JsonNode?>(
            column, new JsonObject { ["filter"] = new JsonObject { ["exists"] = new JsonObject { ["field"] = column } } }))),
    };
}

/// <summary>A list of values to choose from, above the panels.</summary>
internal sealed record ControlPanel(string Dashboard, string Title, string Index, string Field) : ShownPanel(Dashboard, $"choice of {Title}", Index, "")
{
    public override IEnumerable<string> Parts => [];

    public override IEnumerable<string> Gaps(JsonNode answer) => answer["aggregations"]!["choices"]!["buckets"]!.AsArray().Count == 0 ? ["nothing to choose"] : [];

    protected override JsonObject Content() => new()
    {
        ["size"] = 0,
        ["aggs"] = new JsonObject { ["choices"] = new JsonObject { ["terms"] = new JsonObject { ["field"] = Field, ["size"] = 10 } } },
    };
}
