using System.Globalization;
using System.Text.Json;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>Everything in the dashboards that shows documents, found in the committed file as Kibana finds it: by references.</summary>
internal static class ShownPanels
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ShownPanel> All { get; } = [.. KibanaFile.Committed.Of("dashboard").SelectMany(Of)];

    /// <summary>How far back the dashboard looks when it is opened.</summary>
    public static TimeSpan SpanOf(string dashboard) => SpanOf(KibanaFile.Committed.One("dashboard", dashboard));

    private static TimeSpan SpanOf(KibanaObject dashboard)
    {
        var from = dashboard.Attributes.GetProperty("timeFrom").GetString()!;
        var number = int.Parse(from["now-".Length..^1], CultureInfo.InvariantCulture);
        return from[^1] switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => throw new NotSupportedException($"{dashboard}: timeFrom {from}"),
        };
    }

    private static IEnumerable<ShownPanel> Of(KibanaObject dashboard) =>
    [
        .. dashboard.Panels.Select(panel => (panel, Shown: ObjectOf(dashboard, panel))).Where(panel => panel.Shown.Type is "lens" or "search")
            .SelectMany(panel => Of(dashboard, panel.panel.GetProperty("title").GetString()!, panel.Shown)),
        .. dashboard.Controls.Select(control => (ShownPanel)new ControlPanel(
            dashboard.Id,
            control.Value.GetProperty("explicitInput").GetProperty("title").GetString()!,
            IndexOf(dashboard, $"controlGroup_{control.Name}:optionsListDataView"),
            control.Value.GetProperty("explicitInput").GetProperty("fieldName").GetString()!)),
    ];

    private static IEnumerable<ShownPanel> Of(KibanaObject dashboard, string title, KibanaObject shown) => shown.Type is "search"
        ?
        [
            new SearchPanel(
                dashboard.Id,
                title,
                IndexOf(shown, shown.Search.GetProperty("indexRefName").GetString()!),
                QueryOf(shown.Search),
                [.. shown.Attributes.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)]),
        ]
        : LensLayers.Of(shown).Select(layer => new LensPanel(
            dashboard.Id,
            title,
            IndexOf(shown, $"indexpattern-datasource-layer-{layer.Name}"),
            QueryOf(shown.Attributes.GetProperty("state")),
            layer.Value,
            SpanOf(dashboard)));

    private static KibanaObject ObjectOf(KibanaObject dashboard, JsonElement panel)
    {
        var name = $"{panel.GetProperty("panelIndex").GetString()}:{panel.GetProperty("panelRefName").GetString()}";
        var (_, type, id) = dashboard.References.Single(reference => reference.Name == name);
        return KibanaFile.Committed.One(type, id);
    }

    private static string IndexOf(KibanaObject owner, string reference)
    {
        var (_, type, id) = owner.References.Single(one => one.Name == reference);
        return KibanaFile.Committed.One(type, id).Attributes.GetProperty("title").GetString()!;
    }

    private static string QueryOf(JsonElement search)
    {
        var query = search.GetProperty("query");
        return query.GetProperty("language").GetString() is "kuery" ? query.GetProperty("query").GetString()! : throw new NotSupportedException("a query that is no KQL");
    }
}
