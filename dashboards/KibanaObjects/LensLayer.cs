using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>The one layer of a Lens panel: its columns by id, in their order. Buckets come first, the outermost before the inner ones.</summary>
internal sealed class LensLayer
{
    /// <summary>Its id.</summary>
    public const string Id = "layer";

    /// <summary>The column of time.</summary>
    public const string Time = "time";

    /// <summary>The column of what bars and lines are split by.</summary>
    public const string Split = "split";

    // Of bars with several numbers: orders them, and is not shown.
    private const string Total = "total";

    private readonly JsonObject _columns = [];

    private LensLayer()
    {
    }

    /// <summary>The layer of a panel.</summary>
    public static LensLayer Of(PanelSource panel)
    {
        if (panel.Show.Count == 0)
        {
            throw new SourceException($"{panel.Id} shows no number");
        }

        var layer = new LensLayer();
        var hasTotal = panel.Kind is PanelKind.Bars && panel.Show.Count > 1;
        for (var i = 0; i < panel.By.Count; i++)
        {
            layer._columns[By(i)] = LensColumns.Values(panel.By[i], hasTotal ? Total : Show(0), keepsRows: i > 0 && panel.Kind is PanelKind.Table);
        }

        if (panel.Split is { } split)
        {
            layer._columns[Split] = LensColumns.Values(split, Show(0));
        }

        if (panel.Kind is PanelKind.Trend or PanelKind.Lines)
        {
            layer._columns[Time] = LensColumns.Time();
        }

        for (var i = 0; i < panel.Show.Count; i++)
        {
            layer._columns[Show(i)] = LensColumns.Measure(panel.Show[i]);
        }

        if (hasTotal)
        {
            layer._columns[Total] = LensColumns.Measure(new() { Label = "All" });
        }

        return layer;
    }

    /// <summary>The column of a field.</summary>
    public static string By(int number) => $"by{number + 1}";

    /// <summary>The column of a number.</summary>
    public static string Show(int number) => $"show{number + 1}";

    /// <summary>As Lens keeps it.</summary>
    public JsonObject State() => new()
    {
        ["columnOrder"] = new JsonArray([.. _columns.Select(column => (JsonNode)column.Key)]),
        ["columns"] = _columns.DeepClone(),
        ["incompleteColumns"] = new JsonObject(),
    };
}
