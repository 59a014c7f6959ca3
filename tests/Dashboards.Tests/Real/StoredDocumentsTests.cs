using System.Text.Json.Nodes;
using Eyrie.Dashboards.Tests.Panels;

namespace Eyrie.Dashboards.Tests.Real;

/// <summary>
/// What the set-up installs takes what the pipeline writes: the demo's and the samples' documents, none refused, every value found. On the
/// stand-in as each version; on a real Elasticsearch, which also answers the panels, where one is named.
/// </summary>
[Collection(DemoDocumentsTests.Name)]
public sealed class StoredDocumentsTests(DemoDocuments demo)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("7.10.2")]
    [InlineData("7.17.28")]
    [InlineData("8.3.3")]
    [InlineData("8.17.0")]
    [InlineData("8.19.0")]
    [InlineData("9.1.0")]
    public async Task Every_version_takes_every_document_and_indexes_all_of_it(string version)
    {
        await using var cluster = await TestCluster.OfVersionAsync(version);
        await cluster.SetUpAsync();

        var wrong = await cluster.StoreAsync(demo.All.Concat(SensorDocuments.All));

        Assert.Empty(wrong);
        Assert.True(SensorDocuments.All.Count > 860, "samples were not found");
        Assert.Equal((demo.All.Count + SensorDocuments.All.Count, 0, 0), (cluster.StandIn!.Stored, cluster.StandIn.Rejected, cluster.StandIn.Ignored));
        Assert.Empty(cluster.Violations.Kept);
    }

    [Fact]
    public async Task Without_our_templates_the_samples_are_refused_for_what_an_earlier_one_made_of_their_fields()
    {
        await using var cluster = await TestCluster.OfVersionAsync("7.17.28");

        var wrong = await cluster.StoreAsync(SensorDocuments.All);

        Assert.NotEmpty(wrong); // or the check above could not fail
    }

    [Fact]
    public async Task A_real_Elasticsearch_takes_every_document_and_indexes_all_of_it()
    {
        await using var cluster = await FilledAsync();

        var all = await cluster.SearchAsync("logs-eyrie.*-*", Counting(new() { ["match_all"] = new JsonObject() }), Cancellation);
        var ignored = await cluster.SearchAsync("logs-eyrie.*-*", Counting(new() { ["exists"] = new JsonObject { ["field"] = "_ignored" } }), Cancellation);

        Assert.Equal(demo.All.Count + SensorDocuments.All.Count, (int)all["hits"]!["total"]!["value"]!);
        Assert.True((int)ignored["hits"]!["total"]!["value"]! == 0, ignored.ToJsonString());
    }

    [Fact]
    public async Task A_real_Elasticsearch_has_data_for_every_panel()
    {
        await using var cluster = await FilledAsync();

        var empty = (await EmptyParts.OfAsync(cluster, ShownPanels.All, Cancellation)).Except(EmptyParts.Expected).ToList();

        Assert.True(empty.Count == 0, "nothing to see in\n" + string.Join('\n', empty));
    }

    [Fact]
    public async Task A_real_Elasticsearch_can_search_and_put_together_by_every_field_of_the_panels()
    {
        await using var cluster = await FilledAsync();
        var asked = ShownPanels.All.SelectMany(panel => panel.Fields).ToHashSet(StringComparer.Ordinal);
        var aggregated = ShownPanels.All.SelectMany(panel => panel.AggregatedFields).ToHashSet(StringComparer.Ordinal);

        var known = await cluster.FieldsAsync(asked);

        Assert.Empty(asked.Except(known.Keys));
        Assert.All(known.Where(field => asked.Contains(field.Key)), field => // objects around them are told, too
        {
            var (type, abilities) = Assert.Single(field.Value); // the same in both data streams
            Assert.True((bool)abilities!["searchable"]!, $"{field.Key} as {type} cannot be searched");
            Assert.True((bool)abilities["aggregatable"]! || !aggregated.Contains(field.Key), $"{field.Key} as {type} cannot be put together by");
        });
    }

    private async Task<TestCluster> FilledAsync()
    {
        Assert.SkipWhen(RealCluster.Named is null, RealCluster.Missing);
        var cluster = await TestCluster.RealAsync();
        try
        {
            await cluster.SetUpAsync();
            Assert.Empty(await cluster.StoreAsync(demo.All.Concat(SensorDocuments.All)));
            await cluster.RefreshAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static JsonObject Counting(JsonObject query) => new() { ["size"] = 3, ["track_total_hits"] = true, ["query"] = query };
}
