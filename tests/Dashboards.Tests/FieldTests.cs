using System.Text.Json;
using Eyrie.Contracts.Fields;

namespace Eyrie.Dashboards.Tests;

public sealed class FieldTests
{
    [Fact]
    public void Every_column_is_of_a_field_that_is_there_and_can_be_aggregated_so()
    {
        Assert.All(KibanaFile.Committed.Of("lens").SelectMany(Columns), column =>
        {
            var field = Known(column.Lens, column.Json.GetProperty("sourceField").GetString()!);
            var operation = column.Json.GetProperty("operationType").GetString()!;
            Assert.True(CanBe(operation, field.Type), $"{column.Lens}: {operation} of {field.Name}, which is {field.Type}");
            Assert.Equal(TypeInLens(field.Type), operation is "terms" or "date_histogram" ? column.Json.GetProperty("dataType").GetString() : TypeInLens(field.Type));
        });
    }

    [Fact]
    public void Every_query_is_whole_and_names_fields_that_are_there()
    {
        var queries = KibanaFile.Committed.Objects.SelectMany(Queries).Where(query => query.Text.Length > 0).ToList();

        Assert.True(queries.Count > 100, "queries were not found");
        Assert.All(queries, query =>
        {
            Assert.True(QueryFields.IsWhole(query.Text), $"{query.Owner}: {query.Text}");
            Assert.NotEmpty(QueryFields.Of(query.Text));
            Assert.All(QueryFields.Of(query.Text), name => Known(query.Owner, name));
        });
    }

    [Fact]
    public void Every_column_of_a_search_and_every_control_is_of_a_field_that_is_there()
    {
        Assert.All(KibanaFile.Committed.Of("search"), search =>
            Assert.All(search.Attributes.GetProperty("columns").EnumerateArray(), column => Known(search, column.GetString()!)));
        Assert.All(KibanaFile.Committed.Of("dashboard"), dashboard => Assert.All(dashboard.Controls, control =>
            Assert.True(CanBe("terms", Known(dashboard, control.Value.GetProperty("explicitInput").GetProperty("fieldName").GetString()!).Type))));
    }

    [Fact]
    public void An_unknown_field_and_a_broken_query_are_noticed()
    {
        Assert.Equal(["a.b", "c", "d"], QueryFields.Of("a.b : (x or \"y : z\") and not c >= 4 or d : *"));
        Assert.True(QueryFields.IsWhole("a : (\"(\" or b)"));
        Assert.False(QueryFields.IsWhole("a : (b"));
        Assert.False(QueryFields.IsWhole("a : b) or (c : d"));
        Assert.False(QueryFields.IsWhole("a : \"b"));
    }

    private static DocumentField Known(KibanaObject owner, string name)
    {
        var field = DocumentFields.Find(name);
        Assert.True(field is not null, $"{owner}: documents have no field {name}");
        return field;
    }

    private static bool CanBe(string operation, FieldType type) => operation switch
    {
        "date_histogram" => type is FieldType.Time,
        "max" or "min" or "average" or "sum" => type is FieldType.Number or FieldType.WholeNumber,
        _ => type is not (FieldType.Text or FieldType.Flat or FieldType.Objects),
    };

    private static string TypeInLens(FieldType type) => type switch
    {
        FieldType.WholeNumber or FieldType.Number => "number",
        FieldType.Boolean => "boolean",
        FieldType.Address => "ip",
        FieldType.Time => "date",
        _ => "string",
    };

    private static IEnumerable<(KibanaObject Lens, JsonElement Json)> Columns(KibanaObject lens) =>
        LensLayers.Of(lens).SelectMany(layer => layer.Value.GetProperty("columns").EnumerateObject())
            .Where(column => column.Value.GetProperty("operationType").GetString() is not "count")
            .Select(column => (lens, column.Value));

    private static IEnumerable<(KibanaObject Owner, string Text)> Queries(KibanaObject one) => one.Type switch
    {
        "lens" =>
        [
            (one, one.Attributes.GetProperty("state").GetProperty("query").GetProperty("query").GetString()!),
            .. LensLayers.Of(one).SelectMany(layer => layer.Value.GetProperty("columns").EnumerateObject())
                .Where(column => column.Value.TryGetProperty("filter", out _))
                .Select(column => (one, column.Value.GetProperty("filter").GetProperty("query").GetString()!)),
        ],
        "search" or "visualization" => [(one, one.Search.GetProperty("query").GetProperty("query").GetString()!)],
        _ => [],
    };
}
