using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.Tests.Real;

/// <summary>Our objects in a real Kibana. <see cref="RealCluster"/> says how it is named.</summary>
public sealed class RealKibanaTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Has_every_object_with_everything_that_it_refers_to()
    {
        Assert.SkipWhen(RealCluster.Named is null, RealCluster.Missing);
        await using var cluster = await TestCluster.RealAsync(withKibana: true);
        Assert.SkipWhen(cluster.Use!.KibanaProblem is not null, cluster.Use.KibanaProblem ?? "");
        await cluster.SetUpAsync();
        using var kibana = RealCluster.Named.KibanaClient();
        var wanted = KibanaFile.Committed.Of("dashboard").Select(dashboard => new JsonObject { ["type"] = dashboard.Type, ["id"] = Own(dashboard.Id) });

        using var answer = await kibana.PostAsJsonAsync(
            $"s/{cluster.Use.Space}/api/saved_objects/_export", new JsonObject { ["objects"] = new JsonArray([.. wanted]), ["includeReferencesDeep"] = true }, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.True(answer.IsSuccessStatusCode, text);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(0, (int)lines[^1]["missingRefCount"]!);
        Assert.Empty(KibanaFile.Committed.Objects.Select(one => $"{one.Type} {Own(one.Id)}").Except(lines[..^1].Select(line => $"{line["type"]} {line["id"]}")));

        string Own(string id) => $"{id}-{cluster.Use.Space}"; // an id is one object's in all of Kibana's spaces
    }
}
