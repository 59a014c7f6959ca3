using System.Text.Json;

namespace Eyrie.Dashboards.Tests;

/// <summary>
/// What Lens 8.3 takes for a visualization, by the types in Kibana's source (x-pack/plugins/lens: the XY, datatable, heatmap and
/// metric states, the columns of the indexpattern datasource). Kibana imports anything; what does not fit shows an error.
/// </summary>
internal sealed class LensShape
{
    private static readonly Dictionary<string, string[]> VisualizationKeys = new(StringComparer.Ordinal)
    {
        ["lnsXY"] =
        [
            "preferredSeriesType", "legend", "valueLabels", "fittingFunction", "emphasizeFitting", "endValue", "yLeftExtent", "yRightExtent", "layers", "xTitle", "yTitle",
            "yRightTitle", "axisTitlesVisibilitySettings", "tickLabelsVisibilitySettings", "gridlinesVisibilitySettings", "labelsOrientation", "curveType", "fillOpacity",
            "hideEndzones", "valuesInLegend",
        ],
        ["lnsDatatable"] = ["columns", "layerId", "layerType", "sorting", "rowHeight", "rowHeightLines", "paging", "headerRowHeight", "headerRowHeightLines"],
        ["lnsMetric"] = ["layerId", "layerType", "accessor", "colorMode", "palette", "titlePosition", "size", "textAlign", "autoScaleMetricAlignment"],
        ["lnsHeatmap"] = ["shape", "layerId", "layerType", "xAccessor", "yAccessor", "valueAccessor", "legend", "gridConfig", "palette"],
    };

    private static readonly string[] XyLayerKeys =
        ["layerId", "layerType", "accessors", "seriesType", "xAccessor", "splitAccessor", "yConfig", "palette", "hide", "position", "showGridlines"];

    private static readonly string[] SeriesTypes =
        ["bar", "bar_stacked", "bar_horizontal", "bar_horizontal_stacked", "bar_percentage_stacked", "line", "area", "area_stacked", "area_percentage_stacked"];

    private static readonly string[] Metrics = ["count", "unique_count", "max", "min", "average", "sum"];

    private readonly List<string> _problems = [];
    private readonly KibanaObject _lens;

    private LensShape(KibanaObject lens) => _lens = lens;

    /// <summary>What does not fit; none when all does.</summary>
    public static IReadOnlyList<string> Problems(KibanaObject lens)
    {
        var shape = new LensShape(lens);
        shape.Check();
        return shape._problems;
    }

    private void Check()
    {
        var state = _lens.Attributes.GetProperty("state");
        Expect(state.GetProperty("query").GetProperty("language").GetString() is "kuery", "the query is not KQL");
        Expect(state.GetProperty("filters").ValueKind is JsonValueKind.Array, "filters are no list");
        foreach (var layer in LensLayers.Of(_lens))
        {
            var columns = layer.Value.GetProperty("columns").EnumerateObject().ToDictionary(column => column.Name, column => column.Value);
            LensColumnShape.Check(layer.Value, columns, Expect);
            CheckVisualization(state.GetProperty("visualization"), layer.Name, columns);
        }
    }

    private void CheckVisualization(JsonElement visualization, string layer, Dictionary<string, JsonElement> columns)
    {
        var type = _lens.Attributes.GetProperty("visualizationType").GetString()!;
        if (!VisualizationKeys.TryGetValue(type, out var keys))
        {
            _problems.Add($"{type} is unknown");
            return;
        }

        OnlyKeys(visualization, keys, type);
        switch (type)
        {
            case "lnsXY":
                foreach (var shown in visualization.GetProperty("layers").EnumerateArray())
                {
                    CheckXyLayer(shown, layer, columns);
                }

                break;
            case "lnsDatatable":
                LayerIs(visualization, layer);
                var table = visualization.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("columnId").GetString()!).ToList();
                Expect(table.Order(StringComparer.Ordinal).SequenceEqual(columns.Keys.Order(StringComparer.Ordinal)), "the table does not show exactly its columns");
                Expect(columns.Values.Any(IsMetric), "a table without a number shows nothing");
                break;
            case "lnsMetric":
                LayerIs(visualization, layer);
                IsColumn(visualization, "accessor", columns, bucketed: false);
                break;
            default:
                LayerIs(visualization, layer);
                IsColumn(visualization, "xAccessor", columns, bucketed: true);
                IsColumn(visualization, "yAccessor", columns, bucketed: true);
                IsColumn(visualization, "valueAccessor", columns, bucketed: false);
                Expect(visualization.GetProperty("gridConfig").GetProperty("type").GetString() is "heatmap_grid", "the heatmap's grid has no type");
                Expect(visualization.GetProperty("legend").GetProperty("type").GetString() is "heatmap_legend", "the heatmap's legend has no type");
                break;
        }
    }

    private void CheckXyLayer(JsonElement shown, string layer, Dictionary<string, JsonElement> columns)
    {
        OnlyKeys(shown, XyLayerKeys, "a layer");
        LayerIs(shown, layer);
        Expect(SeriesTypes.Contains(shown.GetProperty("seriesType").GetString()), $"no series are called {shown.GetProperty("seriesType")}");
        IsColumn(shown, "xAccessor", columns, bucketed: true);
        if (shown.TryGetProperty("splitAccessor", out _))
        {
            IsColumn(shown, "splitAccessor", columns, bucketed: true);
        }

        var accessors = shown.GetProperty("accessors").EnumerateArray().Select(accessor => accessor.GetString()!).ToList();
        Expect(accessors.Count > 0, "a chart of nothing");
        Expect(accessors.TrueForAll(accessor => columns.TryGetValue(accessor, out var column) && IsMetric(column)), "an accessor is no number");
        if (shown.TryGetProperty("yConfig", out var configured))
        {
            Expect(configured.EnumerateArray().All(one => accessors.Contains(one.GetProperty("forAccessor").GetString()!)), "a colour for a series that is not there");
        }
    }

    private void LayerIs(JsonElement shown, string layer)
    {
        Expect(shown.GetProperty("layerId").GetString() == layer, $"the layer is not {layer}");
        Expect(shown.GetProperty("layerType").GetString() is "data", "the layer is not one of data");
    }

    private void IsColumn(JsonElement shown, string key, Dictionary<string, JsonElement> columns, bool bucketed) =>
        Expect(
            shown.TryGetProperty(key, out var id) && columns.TryGetValue(id.GetString()!, out var column) && column.GetProperty("isBucketed").GetBoolean() == bucketed,
            $"{key} is not a column that is {(bucketed ? "a bucket" : "a number")}");

    private static bool IsMetric(JsonElement column) => Metrics.Contains(column.GetProperty("operationType").GetString());

    private void OnlyKeys(JsonElement json, string[] keys, string what)
    {
        foreach (var key in json.EnumerateObject().Select(property => property.Name).Except(keys, StringComparer.Ordinal))
        {
            _problems.Add($"{_lens}: {what} has no {key}");
        }
    }

    private void Expect(bool holds, string problem)
    {
        if (!holds)
        {
            _problems.Add($"{_lens}: {problem}");
        }
    }
}
