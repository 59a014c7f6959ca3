using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Demo;
using Eyrie.Demo.Latest;
using Eyrie.Demo.StandIns;
using Eyrie.Simulation;

namespace Eyrie.Pipeline.Tests;

/// <summary>
/// The whole pipeline in this process: simulated sensors on sockets, Kafka, the three stages, targets that check. Kafka is
/// the one of <c>EYRIE_TEST_KAFKA</c> when that is set, else one inside this process.
/// </summary>
internal sealed class PipelineUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, JsonNode> _documents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _dataStreams = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<SlackMessage> _slack = new();
    private readonly ConcurrentQueue<JsonElement> _pagerDuty = new();
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly DemoFolder _folder = new();
    private readonly DemoKafka _kafka;
    private DemoSensors? _sensors;
    private TopicTap? _tap;
    private PipelineHost? _host;

    private PipelineUnderTest(DemoKafka kafka) => _kafka = kafka;

    /// <summary>The targets.</summary>
    public DemoTargets Targets { get; private set; } = null!;

    /// <summary>Documents at the stand-in for Elasticsearch, by id: those of sensors.</summary>
    public IReadOnlyDictionary<string, JsonNode> Documents =>
        _documents.Where(document => !IsHealth(document.Value)).ToDictionary(StringComparer.Ordinal);

    /// <summary>What the Ingestor said of the sensors' health.</summary>
    public IReadOnlyList<JsonNode> Health => [.. _documents.Values.Where(IsHealth)];

    /// <summary>The data stream of each document, by id.</summary>
    public IReadOnlyDictionary<string, string> DataStreams => _dataStreams;

    /// <summary>Documents that are alerts.</summary>
    public IReadOnlyList<JsonNode> Alerts => [.. Documents.Values.Where(document => (string?)document["event"]?["kind"] == "alert")];

    /// <summary>Messages that Slack took, in order.</summary>
    public IReadOnlyList<SlackMessage> SlackMessages => [.. _slack];

    /// <summary>Events that PagerDuty took, in order.</summary>
    public IReadOnlyList<JsonElement> PagerDutyEvents => [.. _pagerDuty];

    /// <summary>What the stages warned of.</summary>
    public IReadOnlyList<string> Warnings => [.. _warnings];

    /// <summary>The account as it is now.</summary>
    public Account Account => Account.Of(Figures);

    /// <summary>The figures as they are now.</summary>
    public AccountFigures Figures => DemoFigures.Take(_sensors!, _host!.Figures, _tap!, Targets);

    private static bool IsHealth(JsonNode document) => (string?)document["event"]?["module"] == "eyrie";

    /// <summary>Starts all of it; sensors begin to speak at once.</summary>
    /// <param name="plays">What each node's sensors play.</param>
    /// <param name="prepare">Sees the targets before anything can reach them.</param>
    /// <param name="extra">Settings that win.</param>
    public static async Task<PipelineUnderTest> StartAsync(
        IReadOnlyList<SimulationOptions> plays,
        Action<DemoTargets>? prepare = null,
        params IReadOnlyList<KeyValuePair<string, string?>> extra)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var options = new DemoOptions { Kafka = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA") };
        var pipeline = new PipelineUnderTest(await DemoKafka.StartAsync(options));
        pipeline.Targets = await DemoTargets.StartAsync(
            options, TimeProvider.System, new(pipeline.Keep, pipeline._slack.Enqueue, pipeline._pagerDuty.Enqueue), cancellation);
        prepare?.Invoke(pipeline.Targets);
        pipeline._sensors = await DemoSensors.StartAsync(plays, pipeline._folder, TimeProvider.System, cancellation);
        pipeline._tap = new TopicTap(pipeline._kafka, all: false, _ => { });
        var settings = DemoSettings.Of(options, pipeline._kafka, pipeline._sensors, pipeline.Targets, pipeline._folder).Concat(extra)
            .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).Select(group => group.Last());
        pipeline._host = await PipelineHost.StartAsync(
            settings, new(LatestAlerts.Path, static () => "[]"), new DemoLog((_, line) => pipeline._warnings.Enqueue(line)), cancellation);
        return pipeline;
    }

    /// <summary>Ends when everything is played and every event has arrived.</summary>
    public async Task SettleAsync()
    {
        await _sensors!.Completion.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        await UntilAsync(() => _sensors.Waiting == 0 && Account.AddsUp, Describe);
    }

    /// <summary>Ends when the condition holds; fails when it does not in time.</summary>
    public async Task UntilAsync(Func<bool> condition, Func<string> describe)
    {
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(_host!.Failure is null, $"a stage failed: {_host.Failure}");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"not within {Deadline.TotalSeconds} s: {describe()}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The one alert of a rule about a process.</summary>
    public JsonNode Alert(string rule, long pid) => Assert.Single(
        Alerts, alert => (string?)alert["rule"]!["name"] == rule && (long?)alert["process"]?["pid"] == pid);

    /// <summary>The one alert of a rule.</summary>
    public JsonNode Alert(string rule) => Assert.Single(Alerts, alert => (string?)alert["rule"]!["name"] == rule);

    /// <summary>Ends the stages, and what they tell of themselves is sent.</summary>
    public async Task StopStagesAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is { } host)
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopStagesAsync();

        await (_tap?.DisposeAsync() ?? default);
        await (_sensors?.DisposeAsync() ?? default);
        await Targets.DisposeAsync();
        _kafka.Dispose();
        _folder.Dispose();
    }

    private void Keep(StoredDocument document)
    {
        _documents[document.Id] = JsonNode.Parse(document.Source.Span)!;
        _dataStreams[document.Id] = document.DataStream;
    }

    private string Describe() => string.Join(
        "; ", Account.Lines.Where(line => !line.AddsUp).Select(line => $"{line.Name}: {line.Missing} missing of {line.Count}"))
        + $"; warnings: {string.Join(" | ", Warnings.Take(5))}; violations: {string.Join(" | ", Targets.Violations.Kept.Take(5))}";
}
