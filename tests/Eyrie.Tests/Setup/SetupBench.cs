using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns;
using Eyrie.Demo.StandIns.Management;
using Eyrie.Sinks.Elasticsearch.Setup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Tests.Setup;

/// <summary>An Elasticsearch and a Kibana of a version, and somebody who sets them up.</summary>
internal sealed class SetupBench : IAsyncDisposable
{
    public const string AdminKey = "YWRtaW46a2V5";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-setup-");
    private readonly HttpClient _http = new();
    private StandInElasticsearch _elasticsearch = null!;

    public Violations Violations { get; } = new();

    public StandInKibana Kibana { get; private set; } = null!;

    public FakeClock Time { get; } = new();

    public string Url => _elasticsearch.Url;

    public long Stored => _elasticsearch.Stored;

    public string PasswordFile => Path.Combine(_folder.FullName, "password");

    public string KeyFile => Path.Combine(_folder.FullName, "sink-key");

    public SetupOptions Options { get; set; } = null!;

    public static async Task<SetupBench> StartAsync(string version = "9.1.0", Func<StandInVersion, StandInVersion>? with = null, string kibana = "9.1.0")
    {
        var bench = new SetupBench();
        var kind = new StandInVersion(Version.Parse(version));
        bench._elasticsearch = await StandInElasticsearch.StartAsync(AdminKey, bench.Violations, null, Cancellation, with?.Invoke(kind) ?? kind);
        var known = new StandInCluster(kind, AdminKey);
        bench.Kibana = await StandInKibana.StartAsync(
            Version.Parse(kibana), request => known.Who(request) is not Caller.Nobody, bench.Violations, bench.Time, Cancellation);
        bench.Options = new()
        {
            Elasticsearch = new() { Url = bench._elasticsearch.Url, Username = SecurityStore.AdminUser, PasswordFile = bench.Write("password", SecurityStore.AdminPassword) },
        };
        return bench;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    public async Task<(bool IsWell, string Text)> RunAsync(SetupAct act = SetupAct.Install, bool isDryRun = false)
    {
        using var output = new StringWriter();
        using var setup = new ElasticsearchSetup(Options, Time, NullLogger.Instance);
        var isWell = await setup.RunAsync(act, isDryRun, output, Cancellation);
        return (isWell, output.ToString());
    }

    public async Task<(int Status, JsonNode? Answer)> SendAsync(HttpMethod method, string path, string? body = null, string? key = AdminKey)
    {
        using var request = new HttpRequestMessage(method, $"{_elasticsearch.Url}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("ApiKey", key);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, path.EndsWith("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json");
        using var response = await _http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    public Task<(int Status, JsonNode? Answer)> StoreAsync(string stream, string id, string? key = AdminKey) => SendAsync(
        HttpMethod.Post, $"{stream}/_bulk", $"{{\"create\":{{\"_id\":\"{id}\"}}}}\n" + """{"@timestamp":"2026-11-24T00:00:00Z","event":{"severity":3}}""" + "\n", key);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _elasticsearch.DisposeAsync();
        await Kibana.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
