using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>A panel of Markdown.</summary>
internal static class TextObject
{
    public static SavedObject Of(PanelSource panel) => new("visualization", panel.Id, new()
    {
        ["title"] = $"{panel.Title} [Eyrie]",
        ["description"] = panel.Description,
        ["visState"] = SavedObject.Text(new JsonObject
        {
            ["title"] = $"{panel.Title} [Eyrie]",
            ["type"] = "markdown",
            ["aggs"] = new JsonArray(),
            ["params"] = new JsonObject { ["markdown"] = panel.Text, ["openLinksInNewTab"] = false, ["fontSize"] = 12 },
        }),
        ["uiStateJSON"] = "{}",
        ["version"] = 1,
        ["kibanaSavedObjectMeta"] = SavedObject.SearchSource("", hasView: false),
    });
}
