namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>All of Eyrie's Kibana objects as one file to import, made from the sources in a folder.</summary>
public static class KibanaExport
{
    /// <summary>Its name.</summary>
    public const string FileName = "eyrie.ndjson";

    private const string DataViewsFile = "data-views.yaml";
    private const string SearchesFile = "searches.yaml";

    /// <summary>Makes the file's text: one object a line, what others refer to first.</summary>
    /// <param name="folder">Has <c>data-views.yaml</c>, <c>searches.yaml</c> and one file a dashboard.</param>
    public static string Read(string folder) => string.Concat(Objects(folder).Select(one => one.Line() + "\n"));

    private static IEnumerable<SavedObject> Objects(string folder)
    {
        var views = Sources.Read<DataViewsSource>(Path.Combine(folder, DataViewsFile));
        var searches = Sources.Read<SearchesSource>(Path.Combine(folder, SearchesFile));
        var dashboards = Directory.EnumerateFiles(folder, "*.yaml")
            .Where(file => Path.GetFileName(file) is not (DataViewsFile or SearchesFile))
            .Order(StringComparer.Ordinal)
            .Select(Sources.Read<DashboardSource>)
            .ToList();
        return
        [
            .. views.Views.Select(view => DataViewObject.Of(view, views)),
            .. searches.Searches.Select(SearchObject.Of),
            .. dashboards.SelectMany(dashboard => dashboard.Rows).SelectMany(row => row.Panels).Where(panel => panel.Kind is not PanelKind.Search).Select(Panel),
            .. dashboards.Select(DashboardObject.Of),
        ];
    }

    private static SavedObject Panel(PanelSource panel) => panel.Kind is PanelKind.Text ? TextObject.Of(panel) : LensObject.Of(panel);
}
