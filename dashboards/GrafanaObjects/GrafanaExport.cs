using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Dashboards.KibanaObjects;

namespace Eyrie.Dashboards.GrafanaObjects;

/// <summary>Makes a dashboard in the form that Grafana 10 and later imports or provisions.</summary>
internal static class GrafanaExport
{
    /// <summary>Columns of the grid.</summary>
    public const int Columns = 24;

    // Of Grafana 10.4: later ones migrate what is older.
    private const int SchemaVersion = 39;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The dashboards of a folder: their files' names and contents.</summary>
    /// <param name="folder">Has <c>source/*.yaml</c>.</param>
    /// <param name="runbooks">Tells what to do at an alert.</param>
    public static IEnumerable<(string Name, string Content)> Read(string folder, Runbooks runbooks) => Directory.EnumerateFiles(Path.Combine(folder, "source"), "*.yaml")
        .Order(StringComparer.Ordinal)
        .Select(file => (Path.GetFileNameWithoutExtension(file) + ".json", Make(Sources.Read<GrafanaSource>(file), runbooks).ToJsonString(Indented) + "\n"));

    private static JsonObject Make(GrafanaSource source, Runbooks runbooks) => new()
    {
        ["uid"] = source.Uid,
        ["title"] = source.Title,
        ["description"] = source.Description,
        ["tags"] = new JsonArray("eyrie"),
        ["schemaVersion"] = SchemaVersion,
        ["version"] = 1,
        ["editable"] = true,
        ["graphTooltip"] = 1,
        ["refresh"] = "30s",
        ["timezone"] = "",
        ["time"] = new JsonObject { ["from"] = $"now-{source.Span}", ["to"] = "now" },
        ["annotations"] = new JsonObject { ["list"] = new JsonArray() },
        ["links"] = new JsonArray(new JsonObject
        {
            ["type"] = "dashboards",
            ["title"] = "Eyrie",
            ["tags"] = new JsonArray("eyrie"),
            ["asDropdown"] = true,
            ["includeVars"] = true,
            ["keepTime"] = true,
        }),
        ["templating"] = new JsonObject { ["list"] = Variables(source) },
        ["panels"] = Panels(source, runbooks),
    };

    private static JsonArray Variables(GrafanaSource source)
    {
        var variables = new JsonArray(OfSources("datasource", "Prometheus", "prometheus"));
        if (source.Elasticsearch)
        {
            variables.Add(OfSources("elasticsearch", "Elasticsearch", "elasticsearch"));
        }

        variables.Add(OfValues("cluster", "Cluster", source.Variables));
        variables.Add(OfValues("node", "Node", source.Variables + "{cluster=~\"$cluster\"}"));
        if (source.Elasticsearch)
        {
            variables.Add(new JsonObject { ["name"] = "filter", ["label"] = "Filter alerts", ["type"] = "adhoc", ["datasource"] = GrafanaPanels.Source(isSearch: true), ["filters"] = new JsonArray() });
        }

        variables.Add(new JsonObject
        {
            ["name"] = "runbooks",
            ["label"] = "Runbooks at",
            ["type"] = "textbox",
            ["query"] = "",
            ["current"] = new JsonObject { ["text"] = "", ["value"] = "" },
            ["description"] = "The URL of docs/operations.md as you publish it; the panels' links lead there",
        });
        return variables;
    }

    private static JsonObject OfSources(string name, string label, string type) => new JsonObject
    {
        ["name"] = name,
        ["label"] = label,
        ["type"] = "datasource",
        ["query"] = type,
        ["refresh"] = 1,
        ["includeAll"] = false,
        ["multi"] = false,
        ["current"] = new JsonObject(),
    };

    // A label that series do not have is matched by '.*': without clusters or nodes everything is shown.
    private static JsonObject OfValues(string name, string label, string metric) => new JsonObject
    {
        ["name"] = name,
        ["label"] = label,
        ["type"] = "query",
        ["datasource"] = GrafanaPanels.Source(isSearch: false),
        ["definition"] = $"label_values({metric}, {name})",
        ["query"] = new JsonObject { ["qryType"] = 1, ["query"] = $"label_values({metric}, {name})", ["refId"] = "PrometheusVariableQueryEditor-VariableQuery" },
        ["refresh"] = 2,
        ["sort"] = 1,
        ["includeAll"] = true,
        ["multi"] = true,
        ["allValue"] = ".*",
        ["current"] = new JsonObject { ["text"] = new JsonArray("All"), ["value"] = new JsonArray("$__all") },
    };

    private static JsonArray Panels(GrafanaSource source, Runbooks runbooks)
    {
        var panels = new JsonArray();
        var y = 0;
        foreach (var row in source.Rows)
        {
            panels.Add(new JsonObject
            {
                ["id"] = panels.Count + 1,
                ["type"] = "row",
                ["title"] = row.Title,
                ["collapsed"] = false,
                ["gridPos"] = Place(0, y++, Columns, 1),
                ["panels"] = new JsonArray(),
            });
            var (x, height) = (0, 0);
            foreach (var panel in row.Panels)
            {
                if (x + panel.Width > Columns)
                {
                    (x, y, height) = (0, y + height, 0);
                }

                panels.Add(GrafanaPanels.Make(panel, runbooks, panels.Count + 1, Place(x, y, panel.Width, panel.Height)));
                (x, height) = (x + panel.Width, Math.Max(height, panel.Height));
            }

            y += height;
        }

        return panels;
    }

    private static JsonObject Place(int x, int y, int width, int height) => new() { ["x"] = x, ["y"] = y, ["w"] = width, ["h"] = height };
}
