using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Demo.StandIns;

namespace Eyrie.Demo;

/// <summary>Where alerts go in the demo: stand-ins, unless something real was named.</summary>
internal sealed class DemoTargets : IAsyncDisposable
{
    private const string UpdateInterval = "00:00:05";
    private const string ApiKey = "ZGVtbzpub3Qtb25lLXRoYXQtb3BlbnMtYW55dGhpbmc=";
    private const string SlackToken = "xoxb-demo";
    private const string RoutingKey = "0123456789abcdef0123456789abcdef";
    private const string SlackChannel = "#soc";
    private const string KibanaUrl = "https://kibana.example.com"; // a name that nobody has: the demo has no Kibana

    /// <summary>The mildest that Slack is told of.</summary>
    public const Severity SlackFrom = Severity.Warning;

    /// <summary>The mildest that PagerDuty is told of.</summary>
    public const Severity PagerDutyFrom = Severity.Critical;

    private readonly DemoOptions _options;

    private DemoTargets(DemoOptions options) => _options = options;

    /// <summary>What the stand-ins found wrong.</summary>
    public Violations Violations { get; } = new();

    /// <summary>Null: a real one was named. So are the other two.</summary>
    public StandInElasticsearch? Elasticsearch { get; private set; }

    /// <inheritdoc cref="Elasticsearch"/>
    public StandInSlack? Slack { get; private set; }

    /// <inheritdoc cref="Elasticsearch"/>
    public StandInPagerDuty? PagerDuty { get; private set; }

    /// <summary>Where an alert goes, in words.</summary>
    public static string For(Alert alert) => alert.Severity switch
    {
        >= PagerDutyFrom => "Elasticsearch, Slack, PagerDuty",
        >= SlackFrom => "Elasticsearch, Slack",
        _ => "Elasticsearch",
    };

    /// <summary>Opens the stand-ins' ports.</summary>
    /// <param name="options">Says what is real.</param>
    /// <param name="time">For the rate limits.</param>
    /// <param name="kept">Gets what arrives.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<DemoTargets> StartAsync(
        DemoOptions options, TimeProvider time, ArrivalHandlers kept, CancellationToken cancellation)
    {
        var targets = new DemoTargets(options);
        targets.Elasticsearch = options.ElasticsearchUrl is null
            ? await StandInElasticsearch.StartAsync(ApiKey, targets.Violations, kept.Document, cancellation)
            : null;
        targets.Slack = options.SlackWebhook is null
            ? await StandInSlack.StartAsync(SlackToken, targets.Violations, time, kept.Slack, cancellation)
            : null;
        if (targets.Slack is { } slack)
        {
            slack.Trust = new([.. SlackTrust.Least.Links, $"{options.KibanaUrl ?? KibanaUrl}/app/discover#/?_g=(time:(from:'"], []);
        }

        targets.PagerDuty = options.PagerDutyKeyFile is null
            ? await StandInPagerDuty.StartAsync(RoutingKey, targets.Violations, kept.PagerDuty, cancellation)
            : null;
        return targets;
    }

    /// <summary>The <c>sinks</c> section of the configuration; secrets go into files.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings(DemoFolder folder)
    {
        yield return new("sinks:elasticsearch:url", Elasticsearch?.Url ?? _options.ElasticsearchUrl);
        yield return new("sinks:elasticsearch:apiKeyFile",
            Elasticsearch is null ? _options.ElasticsearchApiKeyFile : folder.Write("elasticsearch-api-key", ApiKey));
        if (Elasticsearch is null)
        {
            yield return new("sinks:elasticsearch:username", _options.ElasticsearchUsername);
            yield return new("sinks:elasticsearch:passwordFile", _options.ElasticsearchPasswordFile);
            yield return new("sinks:elasticsearch:caFile", _options.ElasticsearchCaFile);
            yield return new("sinks:elasticsearch:manageTemplate", "false"); // they are there: DemoSetup
        }

        if ((Elasticsearch is null ? _options.KibanaUrl : KibanaUrl) is { } kibana)
        {
            yield return new("links:kibanaUrl", kibana);
            yield return new("links:dataView", "eyrie-alerts");
        }

        yield return new("sinks:slack:minSeverity", SlackFrom.Word());
        yield return new("sinks:slack:updateInterval", UpdateInterval); // a demo is short
        yield return new("sinks:pagerduty:updateInterval", UpdateInterval);
        if (Slack is null)
        {
            yield return new("sinks:slack:webhookUrlFile", folder.Write("slack-webhook", _options.SlackWebhook!));
        }
        else
        {
            yield return new("sinks:slack:apiUrl", Slack.ApiUrl);
            yield return new("sinks:slack:tokenFile", folder.Write("slack-token", SlackToken));
            yield return new("sinks:slack:channel", SlackChannel);
        }

        yield return new("sinks:pagerduty:minSeverity", PagerDutyFrom.Word());
        yield return new("sinks:pagerduty:routingKeyFile",
            PagerDuty is null ? _options.PagerDutyKeyFile : folder.Write("pagerduty-key", RoutingKey));
        if (PagerDuty is not null)
        {
            yield return new("sinks:pagerduty:url", PagerDuty.Url);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (Elasticsearch?.DisposeAsync() ?? default);
        await (Slack?.DisposeAsync() ?? default);
        await (PagerDuty?.DisposeAsync() ?? default);
    }
}

/// <summary>Who gets to know what arrived at stand-ins; null: nobody.</summary>
/// <param name="Document">A document that is new.</param>
/// <param name="Slack">A message that Slack took.</param>
/// <param name="PagerDuty">An event that PagerDuty took.</param>
internal sealed record ArrivalHandlers(
    Action<StoredDocument>? Document = null, Action<SlackMessage>? Slack = null, Action<JsonElement>? PagerDuty = null);
