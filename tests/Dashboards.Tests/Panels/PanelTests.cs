using Eyrie.Dashboards.Tests.Search;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>Every panel, asked as Kibana asks, over the documents of the demo.</summary>
[Collection(DemoDocumentsTests.Name)]
public sealed class PanelTests(DemoDocuments demo)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_demo_stores_its_documents_and_none_is_refused()
    {
        Assert.Empty(demo.Result.Violations);
        Assert.True(demo.Result.Succeeded, demo.Result.Failure);
        Assert.True(demo.All.Count > 1_000, $"only {demo.All.Count} documents");
    }

    [Fact]
    public async Task Every_panel_has_data_after_the_demo()
    {
        var empty = await EmptyParts.OfAsync(demo.Searchable, ShownPanels.All, Cancellation);

        Assert.True(ShownPanels.All.Count > 80, "panels were not found");
        var unexpected = empty.Except(EmptyParts.Expected).ToList();
        Assert.True(unexpected.Count == 0, "nothing to see in\n" + string.Join('\n', unexpected));
    }

    [Fact]
    public async Task Investigate_has_data_where_the_incident_of_the_demo_leads()
    {
        var incidents = demo.All.Where(document => document.Index.Contains("alerts", StringComparison.Ordinal) && document.Source.TryGetProperty("kubernetes", out _))
            .Select(document => IncidentOf(document.Source)).OfType<string>().CountBy(id => id);
        var worst = incidents.MaxBy(incident => incident.Value).Key;
        var link = KibanaFile.Committed.One("index-pattern", "eyrie-alerts").Inner("fieldFormatMap").GetProperty("eyrie.incident.id").GetProperty("params").GetProperty("urlTemplate").GetString()!;
        var query = Uri.UnescapeDataString(link.Split("query:'")[1].Split('\'')[0]).Replace("{{value}}", worst, StringComparison.Ordinal);

        var empty = await EmptyParts.OfAsync(demo.Searchable, ShownPanels.All.Where(panel => panel.Dashboard is "eyrie-investigate"), Cancellation, query);

        string[] alertsAlready = ["eyrie-investigate: Activity by kind: Files", "eyrie-investigate: Activity: file.path"]; // every file that it touched is one
        Assert.True(empty.Except(alertsAlready).FirstOrDefault() is null, "nothing to see of the incident in\n" + string.Join('\n', empty));
    }

    [Fact]
    public void Every_field_that_a_panel_asks_for_is_mapped_for_it()
    {
        var fields = ShownPanels.All.SelectMany(panel => panel.Fields).ToHashSet();

        Assert.True(fields.Count > 50, "fields were not found");
        Assert.DoesNotContain(fields, field => MappedFields.Eyrie.Find(field) is null);
        Assert.DoesNotContain(ShownPanels.All.SelectMany(panel => panel.AggregatedFields), field => !MappedFields.Eyrie.Find(field)!.IsAggregatable);
    }

    [Fact]
    public void What_may_be_empty_is_there() =>
        Assert.Empty(EmptyParts.Expected.Except(ShownPanels.All.SelectMany(panel => panel.Parts.Select(part => $"{panel}: {part}"))));

    [Fact]
    public async Task Without_documents_every_panel_is_said_to_be_empty()
    {
        var nothing = new IndexedDocuments(MappedFields.Eyrie, []);

        foreach (var panel in ShownPanels.All)
        {
            Assert.NotEmpty(await EmptyParts.OfAsync(nothing, [panel], Cancellation));
        }
    }

    private static string? IncidentOf(System.Text.Json.JsonElement document) =>
        document.TryGetProperty("eyrie", out var eyrie) && eyrie.TryGetProperty("incident", out var incident) && incident.TryGetProperty("id", out var id) ? id.GetString() : null;
}
