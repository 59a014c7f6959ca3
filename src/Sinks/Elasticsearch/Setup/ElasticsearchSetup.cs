using System.Net.Http.Headers;
using System.Text;
using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch.Setup.Kibana;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>Prepares an Elasticsearch, and a Kibana beside it, for what the sink stores.</summary>
public sealed class ElasticsearchSetup : IDisposable
{
    private readonly SetupOptions _options;
    private readonly HttpTarget _target;
    private readonly HttpTarget? _kibanaTarget;
    private readonly SetupApi _api;
    private readonly SetupApi _asSink;

    /// <param name="options">What is wanted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of nodes that do not answer.</param>
    public ElasticsearchSetup(SetupOptions options, TimeProvider time, ILogger logger)
    {
        var elasticsearch = options.Elasticsearch;
        _options = options;
        _target = new("Elasticsearch", HttpHandlers.Create(new(elasticsearch.CaFile, elasticsearch.CertificateFile, elasticsearch.KeyFile)), options.Timeout, time);
        _kibanaTarget = options.KibanaUrl is null ? null
            : new("Kibana", HttpHandlers.Create(new(options.KibanaCaFile ?? elasticsearch.CaFile)), options.Timeout, time);
        _api = new("Elasticsearch", "", new ElasticsearchNodes(elasticsearch, _target, logger).SendAsync);
        _asSink = new("Elasticsearch", "", new ElasticsearchNodes(
            elasticsearch with { Username = null, PasswordFile = null, ApiKeyFile = options.KeyFile }, _target, logger).SendAsync);
    }

    /// <summary>The dashboard that a person opens first; null without Kibana.</summary>
    public string? Dashboard => Address?.Dashboard("eyrie-overview");

    /// <summary>The configuration by which messages to people lead to these dashboards; null without Kibana.</summary>
    public string? Links => Address?.Links();

    private KibanaAddress? Address => _options.KibanaUrl is { } url ? KibanaAddress.Read(url, _options.KibanaSpace) : null;

    /// <summary>Installs, compares or removes everything; says a line of each.</summary>
    /// <param name="act">Which.</param>
    /// <param name="isDryRun">Requests that change something are shown, as Kibana's console takes them, and not sent.</param>
    /// <param name="output">Where the lines go.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    /// <returns>Whether everything is as it should be.</returns>
    /// <exception cref="PipelineException">Something was refused, or cannot be reached. What was done until then stays; doing it again goes on.</exception>
    public async Task<bool> RunAsync(SetupAct act, bool isDryRun, TextWriter output, CancellationToken cancellation)
    {
        var walk = new SetupWalk(output, isDryRun);
        var cluster = await Cluster.ReadAsync(_api, cancellation);
        output.WriteLine($"{(isDryRun ? "# " : "")}{cluster}");
        var alerts = new Retention(_options.AlertDays ?? await Retention.DaysNowAsync(_api, cluster, StreamKind.Alerts, cancellation) ?? SetupOptions.UsualAlertDays);
        var activity = new Retention(_options.ActivityDays ?? await Retention.DaysNowAsync(_api, cluster, StreamKind.Activity, cancellation) ?? SetupOptions.UsualActivityDays);
        var resources = SetupResources.Elasticsearch(_api, _asSink, cluster, _options, kind => kind == StreamKind.Alerts ? alerts : activity);
        var isWell = await walk.GoAsync(resources, act, cancellation);
        if (Address is not { } address)
        {
            return isWell;
        }

        var kibana = new SetupApi("Kibana", "kbn:", SendToKibanaAsync(address));
        output.WriteLine($"{(isDryRun ? "# " : "")}{await KibanaVersion.ReadAsync(kibana, cancellation)}, space {address.Space}");
        return await walk.GoAsync(SetupResources.InKibana(kibana, address, _options.KibanaFiles, cluster), act, cancellation) && isWell;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _target.Dispose();
        _kibanaTarget?.Dispose();
    }

    private SendRequest SendToKibanaAsync(KibanaAddress address) => async (method, path, body, cancellation) =>
    {
        using var request = new HttpRequestMessage(method, HttpUrls.Below(address.Url, path)) { Content = body?.Invoke() };
        request.Headers.Add("kbn-xsrf", "eyrie"); // it takes no change without
        request.Headers.Authorization = KibanaAuthorization();
        return await _kibanaTarget!.SendAsync(request, cancellation);
    };

    private AuthenticationHeaderValue? KibanaAuthorization()
    {
        var elasticsearch = _options.Elasticsearch;
        return Secret.Read(_options.KibanaApiKeyFile ?? elasticsearch.ApiKeyFile) is { } key
            ? new("ApiKey", key.Contains(':', StringComparison.Ordinal) ? Base64(key) : key)
            : elasticsearch.Username is { } user ? new("Basic", Base64($"{user}:{Secret.Read(elasticsearch.PasswordFile)}"))
            : null;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
