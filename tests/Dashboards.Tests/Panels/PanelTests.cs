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
        var unexpected = empty.Except(EmptyParts.GoodNews).ToList();
        Assert.True(unexpected.Count == 0, "nothing to see in\n" + string.Join('\n', unexpected));
        var filled = EmptyParts.GoodNews.Except(empty).ToList();
        Assert.True(filled.Count == 0, "these have data now, take them off the list\n" + string.Join('\n', filled));
    }

    [Fact]
    public async Task Without_documents_every_panel_is_said_to_be_empty()
    {
        var nothing = new IndexedDocuments(MappedFields.Eyrie, []);

        foreach (var panel in ShownPanels.All)
        {
            Assert.NotEmpty(await EmptyParts.OfAsync(nothing, [panel], Cancellation));
        }
    }
}
