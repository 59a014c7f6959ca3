using System.Text.Json.Nodes;
using Eyrie.Contracts.Fields;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>The columns of a Lens layer: what is counted, and by what documents are put together.</summary>
internal static class LensColumns
{
    /// <summary>All documents, where a measure counts them.</summary>
    private const string Records = "___records___";

    /// <summary>Time, in steps that Kibana chooses.</summary>
    public static JsonObject Time() => new()
    {
        ["label"] = "@timestamp",
        ["dataType"] = "date",
        ["operationType"] = "date_histogram",
        ["sourceField"] = "@timestamp",
        ["isBucketed"] = true,
        ["scale"] = "interval",
        ["params"] = new JsonObject { ["interval"] = "auto", ["includeEmptyRows"] = true },
    };

    /// <summary>The most or the rarest values of a field.</summary>
    /// <param name="bucket">The field.</param>
    /// <param name="orderedBy">The column that orders them.</param>
    /// <param name="keepsRows">Documents without the field, and of its other values, have rows of their own: else they would not be in the table at all.</param>
    public static JsonObject Values(BucketSource bucket, string orderedBy, bool keepsRows = false)
    {
        var field = Aggregatable(bucket.Field);
        var rest = keepsRows && DataType(field) is "string" && field.Presence is not FieldPresence.Always; // Kibana knows "missing" of texts only
        return new()
        {
            ["label"] = bucket.Label,
            ["customLabel"] = true,
            ["dataType"] = DataType(field),
            ["operationType"] = "terms",
            ["sourceField"] = field.Name,
            ["isBucketed"] = true,
            ["scale"] = "ordinal",
            ["params"] = new JsonObject
            {
                ["size"] = bucket.Top,
                ["orderBy"] = bucket.Rare is { } most
                    ? new JsonObject { ["type"] = "rare", ["maxDocCount"] = most }
                    : new JsonObject { ["type"] = "column", ["columnId"] = orderedBy },
                ["orderDirection"] = bucket.Rare is null ? "desc" : "asc",
                ["otherBucket"] = rest, // without it, Lens does not ask for the missing ones either
                ["missingBucket"] = rest,
                ["parentFormat"] = new JsonObject { ["id"] = "terms" },
            },
        };
    }

    /// <summary>A number.</summary>
    public static JsonObject Measure(MeasureSource measure)
    {
        var column = new JsonObject
        {
            ["label"] = measure.Label,
            ["customLabel"] = true,
            ["dataType"] = "number",
            ["operationType"] = Operation(measure),
            ["sourceField"] = measure.Op is "count" ? Records : Measured(measure).Name,
            ["isBucketed"] = false,
            ["scale"] = "ratio",
            ["params"] = Parameters(measure),
        };
        if (measure.Where.Length > 0)
        {
            column["filter"] = SavedObject.Kql(measure.Where);
        }

        return column;
    }

    private static string Operation(MeasureSource measure) => measure.Op switch
    {
        "unique" => "unique_count",
        "count" or "max" or "min" or "average" or "sum" => measure.Op,
        _ => throw new SourceException($"{measure.Label}: no measure is called '{measure.Op}'"),
    };

    private static JsonObject Parameters(MeasureSource measure)
    {
        var parameters = new JsonObject();
        if (measure.Op is "count" or "unique" or "sum")
        {
            parameters["emptyAsNull"] = false; // none is 0, not a gap
        }

        if (!measure.AsField)
        {
            parameters["format"] = new JsonObject { ["id"] = "number", ["params"] = new JsonObject { ["decimals"] = measure.Decimals } };
        }

        return parameters;
    }

    private static DocumentField Measured(MeasureSource measure)
    {
        var field = Aggregatable(measure.Field);
        return measure.Op is "unique" || field.Type is FieldType.Number or FieldType.WholeNumber
            ? field
            : throw new SourceException($"{measure.Label}: {measure.Field} is no number"); // 8.3 has no largest time
    }

    private static DocumentField Aggregatable(string name) => DocumentFields.Find(name) switch
    {
        null => throw new SourceException($"documents have no field {name}"),
        { Type: FieldType.Text or FieldType.Flat or FieldType.Objects } field => throw new SourceException($"{field.Name} is {field.Type}: it cannot be put together by"),
        { } field => field,
    };

    private static string DataType(DocumentField field) => field.Type switch
    {
        FieldType.WholeNumber or FieldType.Number => "number",
        FieldType.Boolean => "boolean",
        FieldType.Address => "ip",
        FieldType.Time => "date",
        _ => "string",
    };
}
