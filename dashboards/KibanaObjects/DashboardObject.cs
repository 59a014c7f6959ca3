using System.Globalization;
using System.Text.Json.Nodes;
using Eyrie.Contracts.Fields;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>A dashboard: where its panels stand, what can be chosen, where clicks lead.</summary>
internal static class DashboardObject
{
    /// <summary>Columns of Kibana's grid.</summary>
    public const int Columns = 48;

    private const string DrillDown = "DASHBOARD_TO_DASHBOARD_DRILLDOWN";

    // Ids of panels and controls begin with their dashboard's: on the way from one to the next, Kibana keeps what both have, and would
    // show the content of the last one under the titles of the new one.
    public static SavedObject Of(DashboardSource source)
    {
        var panels = new JsonArray();
        var references = new List<(string Name, string Type, string Id)>();
        var (number, y) = (0, 0);
        foreach (var row in source.Rows)
        {
            var x = 0;
            foreach (var panel in row.Panels)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{source.Id}-p{++number:00}");
                panels.Add(Panel(panel, id, new() { ["x"] = x, ["y"] = y, ["w"] = panel.Width, ["h"] = row.Height, ["i"] = id }));
                references.Add(($"{id}:panel_{id}", TypeOf(panel), panel.Id));
                references.AddRange(panel.Leads.Select(lead => ($"{id}:drilldown:{DrillDown}:{EventOf(id, lead)}:dashboardId", "dashboard", lead.To)));
                x += panel.Width;
            }

            y += x is Columns ? row.Height : throw new SourceException($"{source.Id}: the row that ends with {row.Panels[^1].Id} is {x} wide, not {Columns}");
        }

        var dashboard = new SavedObject("dashboard", source.Id, Attributes(source, panels));
        references.AddRange(source.Controls.Select((control, i) => ($"controlGroup_{ControlId(source, i)}:optionsListDataView", "index-pattern", control.View)));
        references.ForEach(reference => dashboard.Refer(reference.Name, reference.Type, reference.Id));
        return dashboard;
    }

    /// <summary>The type of a panel's object.</summary>
    public static string TypeOf(PanelSource panel) => panel.Kind switch
    {
        PanelKind.Text => "visualization",
        PanelKind.Search => "search",
        _ => "lens",
    };

    private static JsonObject Attributes(DashboardSource source, JsonArray panels) => new()
    {
        ["title"] = source.Title,
        ["description"] = source.Description,
        ["timeRestore"] = true,
        ["timeFrom"] = source.Since,
        ["timeTo"] = "now",
        ["refreshInterval"] = new JsonObject { ["pause"] = source.Refresh == 0, ["value"] = source.Refresh * 1000 },
        ["optionsJSON"] = SavedObject.Text(new JsonObject { ["useMargins"] = true, ["syncColors"] = true, ["hidePanelTitles"] = false }),
        ["panelsJSON"] = SavedObject.Text(panels),
        ["controlGroupInput"] = Controls(source),
        ["kibanaSavedObjectMeta"] = SavedObject.SearchSource("", hasView: false),
        ["version"] = 1,
    };

    private static JsonObject Panel(PanelSource panel, string id, JsonObject place)
    {
        var settings = new JsonObject { ["enhancements"] = Enhancements(panel, id) };
        if (panel.Kind is PanelKind.Text or PanelKind.Metric)
        {
            settings["hidePanelTitles"] = true; // the text has a heading, the number its label
        }

        return new()
        {
            ["version"] = SavedObject.Version,
            ["type"] = TypeOf(panel),
            ["gridData"] = place,
            ["panelIndex"] = id,
            ["embeddableConfig"] = settings,
            ["title"] = panel.Title,
            ["panelRefName"] = $"panel_{id}",
        };
    }

    private static JsonObject Enhancements(PanelSource panel, string id) => panel.Leads.Count == 0 ? [] : new()
    {
        ["dynamicActions"] = new JsonObject
        {
            ["events"] = new JsonArray([.. panel.Leads.Select(lead => new JsonObject
            {
                ["eventId"] = EventOf(id, lead),
                ["triggers"] = new JsonArray("FILTER_TRIGGER"),
                ["action"] = new JsonObject
                {
                    ["factoryId"] = DrillDown,
                    ["name"] = lead.Name,
                    ["config"] = new JsonObject { ["useCurrentFilters"] = true, ["useCurrentDateRange"] = true, ["openInNewTab"] = false },
                },
            })]),
        },
    };

    private static JsonObject Controls(DashboardSource source)
    {
        var panels = new JsonObject();
        foreach (var (i, control) in source.Controls.Index())
        {
            if (DocumentFields.Find(control.Field) is null)
            {
                throw new SourceException($"documents have no field {control.Field}");
            }

            panels[ControlId(source, i)] = new JsonObject
            {
                ["order"] = i,
                ["width"] = "small",
                ["grow"] = true,
                ["type"] = "optionsListControl",
                ["explicitInput"] = new JsonObject
                {
                    ["id"] = ControlId(source, i),
                    ["title"] = control.Title,
                    ["fieldName"] = control.Field,
                    ["selectedOptions"] = new JsonArray(),
                    ["enhancements"] = new JsonObject(),
                },
            };
        }

        return new()
        {
            ["controlStyle"] = "oneLine",
            ["chainingSystem"] = "HIERARCHICAL",
            ["panelsJSON"] = SavedObject.Text(panels),
        };
    }

    private static string ControlId(DashboardSource source, int number) => string.Create(CultureInfo.InvariantCulture, $"{source.Id}-c{number + 1}");

    private static string EventOf(string panel, LeadSource lead) => $"{panel}-{lead.To}";
}
