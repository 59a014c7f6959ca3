using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Commands.Setup;
using Eyrie.Dashboards.Tests.Search;
using Eyrie.Demo.StandIns;
using Eyrie.Demo.StandIns.Management;
using Eyrie.Sinks.Elasticsearch.Setup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Dashboards.Tests.Real;

/// <summary>An Elasticsearch that documents are stored in, in data streams of this test's own: the checking stand-in, or a real one.</summary>
internal sealed class TestCluster : ISearchable, IAsyncDisposable
{
    private const string Key = "YWRtaW46a2V5";
    private const int BulkDocuments = 500;
    private const int AddressFields = 40; // Elasticsearch reads 4 KB of an address
    private readonly TestFolder _folder;
    private readonly HttpClient _http;
    private readonly string _namespace = $"eyrietest{Guid.NewGuid():N}";

    private bool _isSetUp;

    private TestCluster(HttpClient http, TestFolder folder) => (_http, _folder) = (http, folder);

    /// <summary>Null: a real one.</summary>
    public StandInElasticsearch? StandIn { get; private init; }

    /// <summary>Of the real one.</summary>
    public RealClusterUse? Use { get; private init; }

    /// <summary>What the stand-in found wrong.</summary>
    public Violations Violations { get; private init; } = new();

    private SetupOptions Options { get; init; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The stand-in as that version.</summary>
    public static async Task<TestCluster> OfVersionAsync(string version)
    {
        var violations = new Violations();
        var standIn = await StandInElasticsearch.StartAsync(Key, violations, null, Cancellation, new StandInVersion(Version.Parse(version)));
        var http = new HttpClient { BaseAddress = new(standIn.Url) };
        http.DefaultRequestHeaders.Authorization = new("ApiKey", Key);
        var folder = new TestFolder();
        return new(http, folder)
        {
            StandIn = standIn,
            Violations = violations,
            Options = new() { Elasticsearch = new() { Url = standIn.Url, ApiKeyFile = folder.Write("key", Key) } },
        };
    }

    /// <summary>The real one; <see cref="RealCluster.Named"/> is there.</summary>
    /// <param name="withKibana">Its Kibana is set up, too, when it can be.</param>
    public static async Task<TestCluster> RealAsync(bool withKibana = false)
    {
        var cluster = RealCluster.Named!;
        var use = await RealClusterUse.BeginAsync(cluster, Cancellation);
        var folder = new TestFolder();
        return new(cluster.Client(), folder)
        {
            Use = use,
            Options = new()
            {
                Elasticsearch = new()
                {
                    Url = cluster.Url.ToString(),
                    ApiKeyFile = cluster.ApiKey is null ? null : folder.Write("key", cluster.ApiKey),
                    Username = cluster.ApiKey is null ? cluster.User : null,
                    PasswordFile = cluster is { ApiKey: null, Password: not null } ? folder.Write("password", cluster.Password) : null,
                    CaFile = cluster.CaFile,
                },
                KibanaUrl = withKibana ? use.KibanaUrl : null,
                KibanaSpace = use.Space,
                KibanaFiles = KibanaFiles.All,
            },
        };
    }

    /// <summary>Does what <c>eyrie setup elasticsearch</c> does.</summary>
    public async Task SetUpAsync()
    {
        _isSetUp = true;
        using var output = new StringWriter();
        using var setup = new ElasticsearchSetup(Options, TimeProvider.System, NullLogger.Instance);
        Assert.True(await setup.RunAsync(SetupAct.Install, isDryRun: false, output, Cancellation), output.ToString());
    }

    /// <summary>Stores documents as the sink does.</summary>
    /// <returns>The items that are not simply stored.</returns>
    public async Task<IReadOnlyList<string>> StoreAsync(IEnumerable<(string Index, string Id, JsonElement Source)> documents)
    {
        var wrong = new List<string>();
        foreach (var part in documents.Chunk(BulkDocuments))
        {
            var body = new StringBuilder();
            foreach (var (index, id, source) in part)
            {
                body.Append(new JsonObject { ["create"] = new JsonObject { ["_index"] = Own(index), ["_id"] = id } }.ToJsonString()).Append('\n');
                body.Append(source.GetRawText()).Append('\n');
            }

            var answer = await SendAsync(HttpMethod.Post, "_bulk", body.ToString(), "application/x-ndjson");
            wrong.AddRange(answer["items"]!.AsArray().Select(item => item!["create"]!)
                .Where(item => (int)item["status"]! is not 201 || item["failure_store"]?.ToString() is "used" or "failed")
                .Select(item => item.ToJsonString()));
        }

        return wrong;
    }

    /// <summary>Makes what was stored searchable.</summary>
    public Task RefreshAsync() => SendAsync(HttpMethod.Post, $"logs-eyrie.*-{_namespace}/_refresh");

    public Task<JsonNode> SearchAsync(string index, JsonObject request, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, $"{Own(index)}/_search", request.ToJsonString());

    /// <summary>What Elasticsearch knows of fields: by name, then by type.</summary>
    public async Task<IReadOnlyDictionary<string, JsonObject>> FieldsAsync(IEnumerable<string> fields)
    {
        var known = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var part in fields.Chunk(AddressFields))
        {
            var answer = await SendAsync(HttpMethod.Post, $"logs-eyrie.*-{_namespace}/_field_caps?fields={string.Join(',', part.Select(Uri.EscapeDataString))}");
            foreach (var (name, types) in answer["fields"]!.AsObject())
            {
                known[name] = types!.AsObject();
            }
        }

        return known;
    }

    public async ValueTask DisposeAsync()
    {
        if (Use is not null)
        {
            await LeaveAsItWasAsync();
            await Use.DisposeAsync();
        }

        _http.Dispose();
        await (StandIn?.DisposeAsync() ?? default);
        _folder.Dispose();
    }

    // One by one: a star may be forbidden where something is deleted.
    private async Task LeaveAsItWasAsync()
    {
        foreach (var kind in new[] { "alerts", "activity" })
        {
            using var answer = await _http.DeleteAsync($"_data_stream/logs-eyrie.{kind}-{_namespace}", CancellationToken.None);
        }

        if (_isSetUp && !Use!.WasSetUp)
        {
            using var setup = new ElasticsearchSetup(Options, TimeProvider.System, NullLogger.Instance);
            await setup.RunAsync(SetupAct.Remove, isDryRun: false, TextWriter.Null, CancellationToken.None);
        }
    }

    // 'logs-eyrie.alerts-default' and 'logs-eyrie.alerts-*' are somebody else's, too.
    private string Own(string index) => index[..(index.LastIndexOf('-') + 1)] + _namespace;

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var answer = await _http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new SearchRefusedException($"{(int)answer.StatusCode} to {method} {path}: {text}");
    }
}
