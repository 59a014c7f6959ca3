using System.Text.Json.Nodes;
using Eyrie.Commands;
using Eyrie.Commands.Stages;
using Eyrie.Demo;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Pipeline.Tests;

/// <summary>What <c>eyrie all</c> hosts, asked by <c>eyrie status</c> over HTTP while simulated sensors speak.</summary>
public sealed class StatusTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Says_with_real_figures_that_it_works()
    {
        using var folder = new DemoFolder();
        using var kafka = await DemoKafka.StartAsync(new());
        await using var targets = await DemoTargets.StartAsync(new(), TimeProvider.System, new(null, _ => { }, null), Cancellation);
        await using var sensors = await DemoSensors.StartAsync([new() { Node = "worker-1", Scenarios = ["guide"], Speed = 15 }], folder, TimeProvider.System, Cancellation);
        using var host = Build(DemoSettings.Of(new(), kafka, sensors, targets, folder));
        await host.StartAsync(Cancellation);
        var url = host.Services.GetServices<IHostedService>().OfType<OperatingServer>().Single().Url!.AbsoluteUri;

        var json = await UntilAsync(url, static status => Sink(status, "slack") > 0 && Sink(status, "elasticsearch") > 0 && (string?)status["state"] == "ready");
        var (code, screen) = await RunAsync("status", url);

        Assert.Equal(0, code);
        Assert.Matches(@"^It works: 2 sensors with [0-9,.]+ events/s, [0-9,.]+ alerts/s, 3 sinks deliver\n", screen);
        Assert.Matches(@"(?m)^falco-worker-1 +read +\d+", screen);
        Assert.Matches(@"(?m)^slack +up +closed +\d+", screen);
        Assert.All(screen.Split('\n'), line => Assert.InRange(line.Length, 0, 130));
        Assert.Equal(kafka.Topics.Alerts, (string?)json["kafka"]!["topics"]!["alerts"]);
        Assert.True((long)json["enricher"]!["read"]! > 0);
        Assert.NotEmpty(json["enricher"]!["joins"]!.AsObject());
        Assert.All(json["ingestor"]!["sensors"]!.AsArray(), sensor => Assert.True((long)sensor!["published"]! > 0));
        Assert.NotNull(Sinks(json).Single(one => (string?)one!["name"] == "slack")!["latencySeconds"]);
        await host.StopAsync(Cancellation);
    }

    private static IHost Build(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var variables = settings.ToDictionary(
            one => $"EYRIE__{one.Key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}", one => one.Value!);
        var loaded = ConfigurationLoader.Load(null, variables, EyrieConfiguration.Sections);
        Assert.Empty(loaded.Problems);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        StageHost.AddTo(builder.Configuration, loaded);
        builder.Services.AddLogging().AddPlatform().AddTelemetry(builder.Configuration).AddOperatingEndpoints(builder.Configuration)
            .AddStages(loaded, () => loaded, [StageDefinition.Ingestor, StageDefinition.Enricher, StageDefinition.Sinks(only: null)]);
        return builder.Build();
    }

    private static async Task<JsonNode> UntilAsync(string url, Func<JsonNode, bool> holds)
    {
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (_, text) = await RunAsync("status", url, "--json");
            var status = JsonNode.Parse(text)!["processes"]![0]!["status"];
            if (status is not null && holds(status))
            {
                return status;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"not within {Deadline.TotalSeconds} s: {text}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    private static JsonArray Sinks(JsonNode status) => status["sinks"]!.AsArray();

    private static long Sink(JsonNode status, string name) => Sinks(status)
        .Where(one => (string?)one!["name"] == name).Sum(one => (long?)one!["outcomes"]!["written"] ?? 0);

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(Program.Create(), args, new() { EnableDefaultExceptionHandler = false, Output = output, Error = output });
        return (code, output.ToString());
    }
}
