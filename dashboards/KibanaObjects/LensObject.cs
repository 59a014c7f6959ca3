using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>A Lens visualization.</summary>
internal static class LensObject
{
    public static SavedObject Of(PanelSource panel)
    {
        var (type, visualization) = LensStates.Of(panel);
        var lens = new SavedObject("lens", panel.Id, new()
        {
            ["title"] = $"{panel.Title} [Eyrie]",
            ["description"] = panel.Description,
            ["visualizationType"] = type,
            ["state"] = new JsonObject
            {
                ["datasourceStates"] = new JsonObject
                {
                    ["indexpattern"] = new JsonObject { ["layers"] = new JsonObject { [LensLayer.Id] = LensLayer.Of(panel).State() } },
                },
                ["visualization"] = visualization,
                ["query"] = SavedObject.Kql(panel.Where),
                ["filters"] = new JsonArray(),
            },
        });
        lens.Refer("indexpattern-datasource-current-indexpattern", "index-pattern", panel.View);
        lens.Refer($"indexpattern-datasource-layer-{LensLayer.Id}", "index-pattern", panel.View);
        return lens;
    }
}
