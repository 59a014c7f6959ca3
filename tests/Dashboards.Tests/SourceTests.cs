using Eyrie.Dashboards.KibanaObjects;

namespace Eyrie.Dashboards.Tests;

public sealed class SourceTests : IDisposable
{
    private const string Views = "views: [{ id: eyrie-alerts, name: n, title: logs-* }]";
    private const string Metric = "{ kind: metric, id: eyrie-m, title: t, view: eyrie-alerts, width: 48, show: [{ op: count, label: l }] }";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Makes_the_objects_of_what_is_written()
    {
        var made = new KibanaFile(Make(Views, "searches: []", Dashboard(Metric)));

        Assert.Equal(["index-pattern eyrie-alerts", "lens eyrie-m", "dashboard eyrie-d"], made.Objects.Select(one => one.ToString()));
    }

    [Theory]
    [InlineData("title: t", "titel: t", "titel")]
    [InlineData("width: 48", "width: 47", "47 wide")]
    [InlineData("op: count", "op: counted", "counted")]
    [InlineData("op: count", "op: max, field: message", "message is Text")]
    [InlineData("op: count", "op: max, field: rule.name", "rule.name is no number")]
    [InlineData("op: count", "op: unique, field: rule.nam", "no field rule.nam")]
    [InlineData("label: l", "label: l, palette: pink", "pink")]
    [InlineData("kind: metric", "kind: trend", "pink", "label: l", "label: l, color: pink")]
    [InlineData("kind: metric", "kind: pie", "pie")]
    public void Refuses_a_panel_that_would_show_nothing(string right, string wrong, string says, string alsoRight = " ", string alsoWrong = " ")
    {
        var panel = Metric.Replace(right, wrong, StringComparison.Ordinal).Replace(alsoRight, alsoWrong, StringComparison.Ordinal);

        var problem = Assert.Throws<SourceException>(() => Make(Views, "searches: []", Dashboard(panel)));

        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("formats: { rule.nam: { bytes: true } }", "no field rule.nam")]
    [InlineData("formats: { rule.name: {} }", "says nothing")]
    [InlineData("formats: { rule.name: { link: eyrie-d, where: \"rule.name : '{value}'\" } }", "must not have ' or !")]
    public void Refuses_a_format_that_would_not_work(string formats, string says)
    {
        var problem = Assert.Throws<SourceException>(() => Make($"{Views}\n{formats}", "searches: []", Dashboard(Metric)));

        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_search_with_a_column_that_is_not_there()
    {
        var search = "searches: [{ id: eyrie-s, title: t, view: eyrie-alerts, columns: [{ field: nope }] }]";

        Assert.Contains("nope", Assert.Throws<SourceException>(() => Make(Views, search, Dashboard(Metric))).Message, StringComparison.Ordinal);
    }

    private static string Dashboard(string panel) => $"{{ id: eyrie-d, title: t, rows: [{{ height: 5, panels: [{panel}] }}] }}";

    private string Make(string views, string searches, string dashboard)
    {
        _folder.Write("data-views.yaml", views);
        _folder.Write("searches.yaml", searches);
        var file = _folder.Write("dashboard.yaml", dashboard);
        return KibanaExport.Read(Path.GetDirectoryName(file)!);
    }
}
