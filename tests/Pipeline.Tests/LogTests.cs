using System.Collections.Concurrent;
using System.Text;
using Eyrie.Commands;
using Eyrie.Commands.Stages;
using Eyrie.Demo;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Pipeline.Tests;

/// <summary>What <c>eyrie all</c> logs, here and to a collector, while every target refuses and repeats what it was sent.</summary>
[Collection(TraceTests.Spans)]
public sealed class LogTests : IAsyncLifetime
{
    private const string SlackToken = "xoxb-SECRET1-token";
    private const string RoutingKey = "5ec4e75ec4e75ec4e75ec4e75ec4e7aa";
    private const string ApiKey = "U0VDUkVUMzphcGkta2V5LXRoYXQtb3BlbnM=";
    private const string HookPath = "SECRET4-path";
    private const string HookHeader = "SECRET5-header";
    private const string SigningSecret = "whsec_U0VDUkVUNnNpZ25pbmdzZWNyZXQwMTIzNDU2Nzg5";
    private const string KafkaPassword = "SECRET7-kafka";
    private static readonly string[] Secrets = [SlackToken, RoutingKey, ApiKey, HookPath, HookHeader, SigningSecret, SigningSecret[6..], KafkaPassword];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Lines _lines = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private LoopbackHttp _collector = null!;
    private LoopbackHttp _target = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _collector = await LoopbackHttp.StartAsync(_ => new(200));
        _target = await LoopbackHttp.StartAsync(Refuse);
    }

    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Goes_to_the_collector_too_and_says_no_secret_anywhere()
    {
        using var folder = new DemoFolder();
        using var kafka = await DemoKafka.StartAsync(new());
        await using var targets = await DemoTargets.StartAsync(new(), TimeProvider.System, new(null, _ => { }, null), Cancellation);
        await using var sensors = await DemoSensors.StartAsync([new() { Node = "worker-1", Scenarios = ["guide"], Speed = 15 }], folder, TimeProvider.System, Cancellation);
        using var host = Build(Settings(DemoSettings.Of(new(), kafka, sensors, targets, folder), folder));
        await host.StartAsync(Cancellation);

        await UntilAsync(() => Target.All.All(target => _asked.GetValueOrDefault(target) >= 4));
        var pages = await PagesAsync(host.Services.OperatingUrl()!);
        await host.StopAsync(Cancellation);
        await ((IAsyncDisposable)host).DisposeAsync();

        var logs = _collector.Requests.Where(request => request.Path == "/v1/logs").SelectMany(request => LogReader.Read(request.Body)).ToList();
        var tried = logs.Where(log => log.Body.StartsWith("Sink ", StringComparison.Ordinal) && log.Severity == 13).ToList();
        Assert.Superset(new HashSet<string>(["elasticsearch", "slack", "pagerduty", "webhook"]), tried.Select(log => log.Tags["Sink"].Split(' ')[0]).ToHashSet());
        Assert.Contains(logs, log => log.Logger.StartsWith("Eyrie.Ingestor.", StringComparison.Ordinal));
        Assert.Contains(logs, log => log.Logger.StartsWith("Eyrie.Enricher.", StringComparison.Ordinal));
        Assert.Contains(logs, log => log.TraceId.Length == 32);
        Assert.Equal(logs.Count(log => log.Body.StartsWith("Enriching as", StringComparison.Ordinal)), _lines.All.Count(line => line.Contains("Enriching as", StringComparison.Ordinal)));
        AssertNoSecret(_lines.All);
        AssertNoSecret(pages);
        AssertNoSecret(_collector.Requests.Select(request => Encoding.Latin1.GetString(request.Body)));
        var sent = string.Join('\n', _target.Requests.Select(Repeat));
        Assert.All(Secrets.Except([SigningSecret, SigningSecret[6..], KafkaPassword]), secret => Assert.Contains(secret, sent, StringComparison.Ordinal)); // or it would prove nothing
    }

    [Fact]
    public async Task Says_no_password_of_Kafka_when_it_does_not_let_us_in()
    {
        using var folder = new DemoFolder();
        using var host = Build(
        [
            new("http:listen", "127.0.0.1:0"),
            new("kafka:bootstrapServers", new Uri(_target.Url).Authority), // speaks no Kafka
            new("kafka:securityProtocol", "saslPlaintext"),
            new("kafka:saslMechanism", "plain"),
            new("kafka:username", "eyrie"),
            new("kafka:passwordFile", folder.Write("kafka-password", KafkaPassword)),
            new("kafka:properties:debug", "broker,security"),
            new("ingestor:dataFolder", folder.Data),
            new("node", "worker-1"),
            new("sensors:0:name", "falco"),
            new("sensors:0:type", "falco-http"),
            new("sensors:0:address", "127.0.0.1:0"),
        ]);
        await host.StartAsync(Cancellation);

        await UntilAsync(() => _lines.All.Any(line => line.Contains("Kafka", StringComparison.Ordinal) && line.StartsWith("Warning", StringComparison.Ordinal)));
        var pages = await PagesAsync(host.Services.OperatingUrl()!);
        await host.StopAsync(Cancellation);

        AssertNoSecret(_lines.All);
        AssertNoSecret(pages);
    }

    private static void AssertNoSecret(IEnumerable<string> texts) => Assert.All(texts, text => Assert.All(Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));

    private IEnumerable<KeyValuePair<string, string?>> Settings(IEnumerable<KeyValuePair<string, string?>> settings, DemoFolder folder) => settings.Concat(
        [
            new("telemetry:otlpEndpoint", _collector.Url),
            new("telemetry:otlpProtocol", "httpProtobuf"),
            new("telemetry:traceSampleRatio", "1"),
            new("telemetry:logs", "true"),
            new("sinks:elasticsearch:url", $"{_target.Url}/{Target.Elasticsearch}"),
            new("sinks:elasticsearch:apiKeyFile", folder.Write("es", ApiKey)),
            new("sinks:elasticsearch:manageTemplate", "false"),
            new("sinks:slack:apiUrl", $"{_target.Url}/{Target.Slack}"),
            new("sinks:slack:tokenFile", folder.Write("slack", SlackToken)),
            new("sinks:pagerduty:url", $"{_target.Url}/{Target.PagerDuty}"),
            new("sinks:pagerduty:routingKeyFile", folder.Write("pd", RoutingKey)),
            new("sinks:webhook:urlFile", folder.Write("hook", $"{_target.Url}/{Target.Webhook}/{HookPath}?key={HookPath}")),
            new("sinks:webhook:headerFiles:X-Token", folder.Write("header", HookHeader)),
            new("sinks:webhook:secretFile", folder.Write("signing", SigningSecret)),
        ])
        .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).Select(group => group.Last());

    private IHost Build(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var variables = settings.ToDictionary(
            one => $"EYRIE__{one.Key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}", one => one.Value!);
        var loaded = ConfigurationLoader.Load(null, variables, EyrieConfiguration.Sections);
        Assert.Empty(loaded.Problems);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        StageHost.AddTo(builder.Configuration, loaded);
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_lines);
        builder.Services.AddPlatform().AddTelemetry(builder.Configuration).AddOperatingEndpoints(builder.Configuration)
            .AddStages(loaded, () => loaded, [StageDefinition.Ingestor, StageDefinition.Enricher, StageDefinition.Sinks(only: null)]);
        return builder.Build();
    }

    private LoopbackAnswer Refuse(LoopbackRequest request)
    {
        var target = request.Path.Split('/', '?')[1];
        return _asked.AddOrUpdate(target, 1, (_, before) => before + 1) switch
        {
            1 => new(503, Repeat(request)),
            2 => LoopbackAnswer.HangUp,
            3 => new(500, Repeat(request)),
            _ => new(404, Repeat(request)),
        };
    }

    // As a proxy's error page may.
    private static string Repeat(LoopbackRequest request) =>
        $"cannot {request.Path} {string.Join(' ', request.Headers.Select(header => $"{header.Key}: {header.Value}"))} {request.Text}";

    private static async Task<IReadOnlyList<string>> PagesAsync(Uri url)
    {
        using var client = new HttpClient { BaseAddress = url };
        return [await client.GetStringAsync("status", Cancellation), await client.GetStringAsync("metrics", Cancellation), await TextAsync(client, "readyz")];
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"not in time; asked: {string.Join(", ", _asked)}; {string.Join('\n', _lines.All.TakeLast(20))}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    private static class Target
    {
        public const string Elasticsearch = "elasticsearch";
        public const string Slack = "slack";
        public const string PagerDuty = "pagerduty";
        public const string Webhook = "webhook";

        public static IReadOnlyList<string> All { get; } = [Elasticsearch, Slack, PagerDuty, Webhook];
    }

    // All that anybody logs, at every level, failures with their stacks.
    private sealed class Lines : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> All => [.. _lines];

        public ILogger CreateLogger(string categoryName) => new Log(categoryName, _lines);

        public void Dispose()
        {
        }

        private sealed class Log(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> named ? string.Join(", ", named.Select(value => $"{value.Key}={value.Value}")) : "";
                lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} ({values}) {exception}");
            }
        }
    }
}
