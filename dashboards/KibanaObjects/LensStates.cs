using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>How Lens 8.3 keeps what a panel looks like, one shape a kind.</summary>
internal static class LensStates
{
    // A third of the screen.
    private const int RoomForLegend = 16;

    /// <summary>The name of the visualization and its state.</summary>
    public static (string Type, JsonObject State) Of(PanelSource panel) => panel.Kind switch
    {
        PanelKind.Metric => ("lnsMetric", Metric(panel)),
        PanelKind.Table => ("lnsDatatable", Table(panel)),
        PanelKind.Heatmap => ("lnsHeatmap", Heatmap()),
        PanelKind.Trend => ("lnsXY", Chart(panel, "bar_stacked", LensLayer.Time)),
        PanelKind.Lines => ("lnsXY", Chart(panel, "line", LensLayer.Time)),
        PanelKind.Bars => ("lnsXY", Chart(panel, panel.Split is null && panel.Show.Count == 1 ? "bar_horizontal" : "bar_horizontal_stacked", LensLayer.By(0))),
        _ => throw new SourceException($"{panel.Id}: {panel.Kind} is no chart"),
    };

    private static JsonObject Metric(PanelSource panel)
    {
        var state = new JsonObject
        {
            ["layerId"] = LensLayer.Id,
            ["layerType"] = "data",
            ["accessor"] = LensLayer.Show(0),
            ["textAlign"] = "center",
            ["titlePosition"] = "bottom",
            ["size"] = "m", // a number that is too large for its panel is made smaller, each by itself: these all fit
        };
        if (panel.Show[0].Palette is { } palette)
        {
            (state["colorMode"], state["palette"]) = ("Labels", Palettes.Lens(palette));
        }

        return state;
    }

    private static JsonObject Table(PanelSource panel)
    {
        var columns = new JsonArray();
        for (var i = 0; i < panel.By.Count; i++)
        {
            columns.Add(Column(LensLayer.By(i), panel.By[i].Width));
        }

        for (var i = 0; i < panel.Show.Count; i++)
        {
            var column = Column(LensLayer.Show(i), panel.Show[i].Width);
            if (panel.Show[i].Palette is { } palette)
            {
                (column["colorMode"], column["palette"]) = ("cell", Palettes.Lens(palette));
            }

            columns.Add(column);
        }

        return new()
        {
            ["layerId"] = LensLayer.Id,
            ["layerType"] = "data",
            ["columns"] = columns,
            ["rowHeight"] = panel.Wrap ? "auto" : "single",
            ["rowHeightLines"] = 1,
            ["paging"] = new JsonObject { ["size"] = 10, ["enabled"] = true },
        };
    }

    private static JsonObject Column(string id, int? width)
    {
        var column = new JsonObject { ["columnId"] = id, ["isTransposed"] = false };
        if (width is { } pixels)
        {
            column["width"] = pixels;
        }

        return column;
    }

    private static JsonObject Heatmap() => new()
    {
        ["shape"] = "heatmap",
        ["layerId"] = LensLayer.Id,
        ["layerType"] = "data",
        ["xAccessor"] = LensLayer.By(0),
        ["yAccessor"] = LensLayer.By(1),
        ["valueAccessor"] = LensLayer.Show(0),
        ["legend"] = new JsonObject { ["isVisible"] = false, ["position"] = "right", ["type"] = "heatmap_legend" },
        ["gridConfig"] = new JsonObject
        {
            ["type"] = "heatmap_grid",
            ["isCellLabelVisible"] = true,
            ["isYAxisLabelVisible"] = true,
            ["isYAxisTitleVisible"] = false,
            ["isXAxisLabelVisible"] = true,
            ["isXAxisTitleVisible"] = false,
        },
    };

    private static JsonObject Chart(PanelSource panel, string series, string x)
    {
        var layer = new JsonObject
        {
            ["layerId"] = LensLayer.Id,
            ["layerType"] = "data",
            ["seriesType"] = series,
            ["xAccessor"] = x,
            ["accessors"] = new JsonArray([.. panel.Show.Select((_, i) => (JsonNode)LensLayer.Show(i))]),
            ["position"] = "top",
            ["showGridlines"] = false,
        };
        if (panel.Split is not null)
        {
            layer["splitAccessor"] = LensLayer.Split;
        }

        if (panel.Show.Exists(measure => measure.Color is not null))
        {
            layer["yConfig"] = new JsonArray([.. panel.Show.Select((measure, i) => new JsonObject
            {
                ["forAccessor"] = LensLayer.Show(i),
                ["color"] = Palettes.Color(measure.Color ?? "notice"),
            })]);
        }

        return new()
        {
            ["legend"] = Legend(panel),
            ["valueLabels"] = "hide",
            ["fittingFunction"] = panel.Kind is PanelKind.Lines ? "Linear" : "None",
            ["axisTitlesVisibilitySettings"] = Axes(false),
            ["tickLabelsVisibilitySettings"] = Axes(true),
            ["gridlinesVisibilitySettings"] = Axes(true),
            ["labelsOrientation"] = new JsonObject { ["x"] = 0, ["yLeft"] = 0, ["yRight"] = 0 },
            ["preferredSeriesType"] = series,
            ["layers"] = new JsonArray(layer),
        };
    }

    // Names beside bars need the width, so what the colours mean stands above them. In a narrow panel there is no room for it: its colours
    // are those of the panels beside it.
    private static JsonObject Legend(PanelSource panel)
    {
        var isAbove = panel.Kind is PanelKind.Bars && panel.Split is null;
        var several = panel.Split is not null || panel.Show.Count > 1;
        return new()
        {
            ["isVisible"] = several && (!isAbove || panel.Width >= RoomForLegend),
            ["position"] = isAbove ? "top" : "right",
            ["legendSize"] = isAbove ? "auto" : panel.Width == DashboardObject.Columns ? "xlarge" : "auto",
        };
    }

    private static JsonObject Axes(bool shown) => new() { ["x"] = shown, ["yLeft"] = shown, ["yRight"] = shown };
}
