using System.Text.Json;

namespace Eyrie.Dashboards.Tests;

public sealed class DashboardTests
{
    private const int Columns = 48;

    private static readonly string[] Known = ["eyrie-overview", "eyrie-investigate", "eyrie-workloads", "eyrie-hunting", "eyrie-sensors"];

    public static TheoryData<string> Dashboards => [.. Known];

    [Fact]
    public void There_are_five() => Assert.Equal(Known.Order(StringComparer.Ordinal), KibanaFile.Committed.Of("dashboard").Select(one => one.Id).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_lie_within_the_grid_and_not_on_each_other(string id)
    {
        var taken = new HashSet<(int X, int Y)>();

        foreach (var panel in Of(id).Panels)
        {
            var grid = panel.GetProperty("gridData");
            var (x, y, w, h) = (Number(grid, "x"), Number(grid, "y"), Number(grid, "w"), Number(grid, "h"));
            Assert.InRange(x + w, 1, Columns);
            Assert.InRange(w, 8, Columns);
            Assert.InRange(h, 3, 20);
            Assert.Equal(panel.GetProperty("panelIndex").GetString(), grid.GetProperty("i").GetString());
            for (var cell = 0; cell < w * h; cell++)
            {
                Assert.True(taken.Add((x + (cell % w), y + (cell / w))), $"{id}: {panel.GetProperty("title")} lies on another panel");
            }
        }

        Assert.Equal(0, taken.Count % Columns); // and no holes
        Assert.Equal(taken.Count / Columns, taken.Max(cell => cell.Y) + 1);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Leads_to_the_other_four_from_its_first_panel(string id)
    {
        var text = Texts(id)[0];

        Assert.All(Known.Where(other => other != id), other => Assert.Contains($"(#/view/{other})", text, StringComparison.Ordinal));
        Assert.DoesNotContain($"(#/view/{id})", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Ends_with_help(string id) => Assert.StartsWith("#### How", Texts(id)[^1], StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Every_link_in_its_texts_leads_to_a_dashboard_that_is_there(string id)
    {
        var links = Texts(id).SelectMany(text => text.Split("(#/view/").Skip(1)).Select(rest => rest[..rest.IndexOf(')', StringComparison.Ordinal)]);

        Assert.All(links, link => Assert.Contains(link, Known));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Every_table_and_every_bar_leads_on(string id)
    {
        var clickable = Of(id).Panels.Where(panel => HasValues(Shown(id, panel))).ToList();

        Assert.NotEmpty(clickable);
        Assert.All(clickable, panel => Assert.NotEmpty(DrillDowns.Of(panel)));
        Assert.All(clickable.SelectMany(DrillDowns.Of), drillDown =>
        {
            Assert.Equal("FILTER_TRIGGER", Assert.Single(drillDown.GetProperty("triggers").EnumerateArray()).GetString());
            Assert.True(drillDown.GetProperty("action").GetProperty("config").GetProperty("useCurrentFilters").GetBoolean());
            Assert.NotEmpty(drillDown.GetProperty("action").GetProperty("name").GetString()!);
        });
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Leads_to_others_and_never_to_itself(string id)
    {
        var leads = Of(id).References.Where(reference => reference.Name.Contains(":drilldown:", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(leads);
        Assert.All(leads, lead => Assert.True(lead.Type is "dashboard" && lead.Id != id, $"{id}: {lead.Name}"));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Every_panel_has_a_title(string id) => Assert.All(Of(id).Panels, panel => Assert.NotEmpty(panel.GetProperty("title").GetString()!));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Its_controls_are_options_of_fields_in_an_order_from_zero(string id)
    {
        var controls = Of(id).Controls;

        Assert.NotEmpty(controls);
        Assert.Equal(Enumerable.Range(0, controls.Count), controls.Select(control => Number(control.Value, "order")));
        Assert.All(controls, control =>
        {
            Assert.Equal("optionsListControl", control.Value.GetProperty("type").GetString());
            Assert.Equal(control.Name, control.Value.GetProperty("explicitInput").GetProperty("id").GetString());
        });
    }

    /// <summary>Kibana keeps a panel or control that the next dashboard has too, by its id: it showed the Overview's panels under Investigate's titles.</summary>
    [Fact]
    public void No_two_dashboards_have_a_panel_or_control_of_one_id()
    {
        var ids = KibanaFile.Committed.Of("dashboard")
            .SelectMany(one => one.Panels.Select(panel => panel.GetProperty("panelIndex").GetString()!).Concat(one.Controls.Select(control => control.Name)))
            .ToList();

        Assert.NotEmpty(ids);
        Assert.Equal(ids, ids.Distinct());
    }

    private static KibanaObject Of(string id) => KibanaFile.Committed.One("dashboard", id);

    private static KibanaObject Shown(string dashboard, JsonElement panel)
    {
        var name = $"{panel.GetProperty("panelIndex").GetString()}:{panel.GetProperty("panelRefName").GetString()}";
        var (_, type, id) = Of(dashboard).References.Single(reference => reference.Name == name);
        Assert.Equal(type, panel.GetProperty("type").GetString());
        return KibanaFile.Committed.One(type, id);
    }

    // Over time there is nothing to click on but the time.
    private static bool HasValues(KibanaObject shown) =>
        shown.Type is "lens" && LensLayers.Of(shown).SelectMany(layer => layer.Value.GetProperty("columns").EnumerateObject()).Any(column => column.Name is "by1");

    private static List<string> Texts(string dashboard) =>
    [
        .. Of(dashboard).Panels.Where(panel => panel.GetProperty("type").GetString() is "visualization")
            .Select(panel => Shown(dashboard, panel).Inner("visState").GetProperty("params").GetProperty("markdown").GetString()!),
    ];

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
