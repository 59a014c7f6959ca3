using System.Text.Json;

namespace Eyrie.Dashboards.Tests;

/// <summary>What the columns of a Lens layer must be: their order, their operations, and what orders their values.</summary>
internal static class LensColumnShape
{
    // Operation -> whether it puts documents together, its scale, whether it needs parameters.
    private static readonly Dictionary<string, (bool IsBucketed, string Scale)> Operations = new(StringComparer.Ordinal)
    {
        ["terms"] = (true, "ordinal"),
        ["date_histogram"] = (true, "interval"),
        ["count"] = (false, "ratio"),
        ["unique_count"] = (false, "ratio"),
        ["max"] = (false, "ratio"),
        ["min"] = (false, "ratio"),
        ["average"] = (false, "ratio"),
        ["sum"] = (false, "ratio"),
    };

    private static readonly string[] DataTypes = ["string", "number", "boolean", "ip", "date"];

    public static void Check(JsonElement layer, Dictionary<string, JsonElement> columns, Action<bool, string> expect)
    {
        var order = layer.GetProperty("columnOrder").EnumerateArray().Select(id => id.GetString()!).ToList();
        expect(order.Order(StringComparer.Ordinal).SequenceEqual(columns.Keys.Order(StringComparer.Ordinal)), "the order is not that of the columns");
        var bucketed = order.Where(columns.ContainsKey).Select(id => columns[id].GetProperty("isBucketed").GetBoolean()).ToList();
        expect(bucketed.SequenceEqual(bucketed.OrderDescending()), "numbers come before buckets");
        foreach (var (id, column) in columns)
        {
            CheckColumn(id, column, columns, expect);
        }
    }

    private static void CheckColumn(string id, JsonElement column, Dictionary<string, JsonElement> columns, Action<bool, string> expect)
    {
        var operation = column.GetProperty("operationType").GetString()!;
        if (!Operations.TryGetValue(operation, out var known))
        {
            expect(false, $"{id}: no operation is called {operation}");
            return;
        }

        expect(column.GetProperty("isBucketed").GetBoolean() == known.IsBucketed, $"{id}: isBucketed is not {operation}'s");
        expect(column.GetProperty("scale").GetString() == known.Scale, $"{id}: the scale is not {operation}'s");
        expect(DataTypes.Contains(column.GetProperty("dataType").GetString()), $"{id}: the type is none of Lens's");
        expect(column.GetProperty("label").GetString()!.Length > 0, $"{id} has no label");
        expect(column.GetProperty("sourceField").GetString() is { } field && field is "___records___" == (operation is "count"), $"{id}: a count is of records, and only a count");
        if (operation is "terms")
        {
            CheckTerms(id, column.GetProperty("params"), columns, expect);
        }

        if (column.TryGetProperty("filter", out var filter))
        {
            expect(filter.GetProperty("language").GetString() is "kuery" && filter.GetProperty("query").GetString()!.Length > 0, $"{id}: the filter is not KQL");
        }
    }

    private static void CheckTerms(string id, JsonElement terms, Dictionary<string, JsonElement> columns, Action<bool, string> expect)
    {
        expect(terms.GetProperty("size").GetInt32() is > 0 and <= 1000, $"{id}: the size is out of range");
        expect(terms.GetProperty("orderDirection").GetString() is "asc" or "desc", $"{id}: the direction is none");
        var by = terms.GetProperty("orderBy");
        var holds = by.GetProperty("type").GetString() switch
        {
            "column" => columns.TryGetValue(by.GetProperty("columnId").GetString()!, out var column) && !column.GetProperty("isBucketed").GetBoolean(),
            "rare" => by.GetProperty("maxDocCount").GetInt32() is >= 1 and <= 100, // rare_terms takes no more
            "alphabetical" => true,
            _ => false,
        };
        expect(holds, $"{id}: nothing that is there orders its values");
    }
}
