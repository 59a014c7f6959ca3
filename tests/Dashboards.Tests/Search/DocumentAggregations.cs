using System.Globalization;
using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.Tests.Search;

/// <summary>Puts documents together as Elasticsearch's aggregations do, those that Lens asks for. Any other is refused, not guessed.</summary>
internal sealed class DocumentAggregations(MappedFields fields, DocumentQuery queries)
{
    public JsonObject Run(JsonObject aggregations, IReadOnlyList<IndexedDocument> documents) =>
        new(aggregations.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Run(one.Key, one.Value!.AsObject(), documents))));

    private JsonObject Run(string id, JsonObject aggregation, IReadOnlyList<IndexedDocument> documents)
    {
        var below = aggregation["aggs"]?.AsObject() ?? [];
        var (kind, body) = aggregation.Single(part => part.Key is not "aggs");
        var parameters = body!.AsObject();
        switch (kind)
        {
            case "filter":
                return Bucket(null, [.. documents.Where(document => queries.Finds(parameters, document))], below);
            case "terms":
                return Terms(parameters, documents, below);
            case "rare_terms":
                var most = (int)parameters["max_doc_count"]!;
                var rare = Values(parameters, documents).Where(value => value.Documents.Count <= most).OrderBy(value => value.Documents.Count).ThenBy(value => value.Key, StringComparer.Ordinal);
                return Buckets(rare.Select(value => Bucket(value.Key, value.Documents, below)));
            case "date_histogram":
                return Histogram(parameters, documents, below);
            case "cardinality":
                return Value(Values(parameters, documents).Count());
            case "min" or "max" or "avg" or "sum":
                return Number(id, kind, parameters, documents);
            default:
                throw new SearchRefusedException($"Unknown aggregation type [{kind}]");
        }
    }

    private JsonObject Terms(JsonObject parameters, IReadOnlyList<IndexedDocument> documents, JsonObject below)
    {
        var (path, direction) = parameters["order"]?.AsObject().Single() ?? new("_count", "desc");
        var buckets = Values(parameters, documents).Select(value => Bucket(value.Key, value.Documents, below)).OrderBy(bucket => bucket["key"]!.ToString(), StringComparer.Ordinal).ToList();
        var ordered = direction!.ToString() is "asc" ? buckets.OrderBy(Rank) : buckets.OrderByDescending(Rank);
        return Buckets(ordered.Take((int?)parameters["size"] ?? 10));

        double Rank(JsonObject bucket) => path switch
        {
            "_count" => (int)bucket["doc_count"]!,
            "_key" => 0,
            _ => At(bucket, path),
        };
    }

    // 'filter' (its documents), 'filter>metric', 'metric'
    private static double At(JsonObject bucket, string path)
    {
        var parts = path.Split('>');
        JsonNode? node = bucket;
        foreach (var part in parts)
        {
            node = node?[part];
        }

        return node switch
        {
            JsonObject filter when filter.ContainsKey("doc_count") => (int)filter["doc_count"]!,
            JsonObject metric => (double?)metric["value"] ?? double.NegativeInfinity,
            _ => throw new SearchRefusedException($"Invalid aggregation order path [{path}]. The provided aggregation [{parts[^1]}] either does not exist, or is a pipeline aggregation"),
        };
    }

    private JsonObject Histogram(JsonObject parameters, IReadOnlyList<IndexedDocument> documents, JsonObject below)
    {
        var field = parameters["field"]!.ToString();
        var text = parameters["fixed_interval"]!.ToString();
        if (fields.Find(field) is not { IsDate: true } || text[^1] is not 's')
        {
            throw new SearchRefusedException($"date_histogram on [{field}] by [{text}] is not supported");
        }

        var interval = long.Parse(text[..^1], CultureInfo.InvariantCulture) * 1_000;
        var buckets = documents.SelectMany(document => document.Values(field).Select(value => (Document: document, Key: (long)(value.Number / 1_000_000) / interval * interval)))
            .GroupBy(one => one.Key, one => one.Document)
            .OrderBy(group => group.Key)
            .Select(group =>
            {
                var bucket = Bucket(null, [.. group.Distinct()], below);
                bucket["key"] = group.Key;
                return bucket;
            });
        return Buckets(buckets);
    }

    private JsonObject Number(string id, string kind, JsonObject parameters, IReadOnlyList<IndexedDocument> documents)
    {
        var name = parameters["field"]!.ToString();
        if (fields.Find(name) is { IsNumber: false, IsDate: false } field)
        {
            throw new SearchRefusedException($"Field [{name}] of type [{field.Type}] is not supported for aggregation [{id}: {kind}]");
        }

        var numbers = documents.SelectMany(document => document.Values(name)).Select(value => value.Number).ToArray();
        return kind switch
        {
            "sum" => Value(numbers.Sum()),
            _ when numbers.Length == 0 => Value(null),
            "min" => Value(numbers.Min()),
            "max" => Value(numbers.Max()),
            _ => Value(numbers.Average()),
        };
    }

    private IEnumerable<(string Key, IReadOnlyList<IndexedDocument> Documents)> Values(JsonObject parameters, IReadOnlyList<IndexedDocument> documents)
    {
        var name = parameters["field"]!.ToString();
        return fields.Find(name) is { IsAggregatable: false } field
            ? throw new SearchRefusedException($"Fielddata is disabled on [{name}]: Text fields are not optimised for operations that require per-document field data ({field.Type})")
            : documents.SelectMany(document => Texts(document, name, parameters["missing"]?.ToString()).Select(text => (Document: document, Text: text)))
                .GroupBy(one => one.Text, one => one.Document, StringComparer.Ordinal)
                .Select(group => (group.Key, (IReadOnlyList<IndexedDocument>)[.. group.Distinct()]));
    }

    private static IEnumerable<string> Texts(IndexedDocument document, string field, string? missing) =>
        document.Values(field) is { Count: > 0 } values ? values.Select(value => value.Text) : missing is null ? [] : [missing];

    private JsonObject Bucket(string? key, IReadOnlyList<IndexedDocument> documents, JsonObject below)
    {
        var bucket = Run(below, documents);
        bucket["doc_count"] = documents.Count;
        if (key is not null)
        {
            bucket["key"] = key;
        }

        return bucket;
    }

    private static JsonObject Buckets(IEnumerable<JsonObject> buckets) => new() { ["buckets"] = new JsonArray([.. buckets]) };

    private static JsonObject Value(double? value) => new() { ["value"] = value };
}
