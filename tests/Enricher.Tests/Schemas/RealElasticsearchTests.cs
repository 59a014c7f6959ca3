using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Enricher.Tests.Documents;
using Eyrie.Testing;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>
/// The template and the documents against a real Elasticsearch, 7.14 to 9.x: <see cref="RealCluster"/> says how it is named.
/// Writes to data streams of a name of its own and takes them away again.
/// </summary>
public sealed class RealElasticsearchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("standard")]
    [InlineData("logsdb")]
    public async Task Takes_every_document_and_indexes_all_of_it(string? mode)
    {
        Assert.SkipWhen(RealCluster.Named is null, RealCluster.Missing);
        using var http = RealCluster.Named.Client();
        var version = (await GetAsync(http, ""))["version"]!["number"]!.GetValue<string>().Split('.');
        var knowsLogsdb = int.Parse(version[0], null) > 8 || (version[0] is "8" && int.Parse(version[1], null) >= 17);
        Assert.SkipWhen(version[0] is "7" && int.Parse(version[1], null) < 14, "this template needs 7.14; what the set-up makes for older ones is tried in Dashboards.Tests");
        Assert.SkipWhen(mode is not null && !knowsLogsdb, $"index.mode logsdb needs 8.17; this is {string.Join('.', version)}");

        var name = $"eyrietest{Guid.NewGuid():N}";
        var stream = $"logs-{name}-default";
        try
        {
            await SendAsync(http, HttpMethod.Put, $"_index_template/{name}", Template(stream, mode));
            var stored = await StoreAsync(http, stream);
            await SendAsync(http, HttpMethod.Post, $"{stream}/_refresh");

            Assert.Equal(stored, (await GetAsync(http, $"{stream}/_count"))["count"]!.GetValue<int>());
            var ignored = await GetAsync(http, $"{stream}/_search?q=_exists_:_ignored&size=10&filter_path=hits.total,hits.hits.ignored_field_values,hits.hits._ignored");
            Assert.True(ignored["hits"]!["total"]!["value"]!.GetValue<int>() == 0, ignored.ToJsonString());
        }
        finally
        {
            await TryDeleteAsync(http, $"_data_stream/{stream}");
            await TryDeleteAsync(http, $"_index_template/{name}");
        }
    }

    private static string Template(string stream, string? mode)
    {
        var template = JsonNode.Parse(IndexTemplateText.Create())!;
        template["index_patterns"] = new JsonArray(stream);
        template["priority"] = 900;
        if (mode is not null)
        {
            template["template"]!["settings"]!["index.mode"] = mode;
        }

        return template.ToJsonString();
    }

    private static async Task<int> StoreAsync(HttpClient http, string stream)
    {
        var stored = 0;
        foreach (var part in SampleDocuments.All().Concat(FullDocuments.All()).Chunk(200))
        {
            var body = new StringBuilder();
            foreach (var document in part)
            {
                body.Append(System.Globalization.CultureInfo.InvariantCulture, $$$"""{"create":{"_id":"{{{stored++}}}"}}""").Append('\n').Append(Encoding.UTF8.GetString(document)).Append('\n');
            }

            var answer = await SendAsync(http, HttpMethod.Post, $"{stream}/_bulk", body.ToString(), "application/x-ndjson");
            var wrong = answer["items"]!.AsArray().Select(item => item!["create"]!).Where(item =>
                item["status"]!.GetValue<int>() != 201 || item["failure_store"]?.GetValue<string>() is "used" or "failed");
            Assert.Equal("", string.Join('\n', wrong.Select(item => item.ToJsonString())));
        }

        return stored;
    }

    private static Task<JsonNode> GetAsync(HttpClient http, string path) => SendAsync(http, HttpMethod.Get, path);

    private static async Task<JsonNode> SendAsync(HttpClient http, HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        using var answer = await http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private static async Task TryDeleteAsync(HttpClient http, string path)
    {
        using var answer = await http.DeleteAsync(path, CancellationToken.None);
    }
}
