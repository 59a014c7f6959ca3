using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Sinks.Alertmanager;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Tests.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Sinks.Tests.Alertmanager;

/// <summary>Against a real one: <c>EYRIE_TEST_ALERTMANAGER=http://127.0.0.1:9093</c>.</summary>
public sealed class RealAlertmanagerTests
{
    private static readonly string? Url = Environment.GetEnvironmentVariable("EYRIE_TEST_ALERTMANAGER");
    private readonly string _incident = Guid.NewGuid().ToString("n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fires_and_ends_alerts_across_instances()
    {
        Assert.SkipWhen(Url is null, "needs EYRIE_TEST_ALERTMANAGER");
        using (var first = NewSink())
        {
            Assert.Empty(await first.WriteAsync([Alert("a1", "One", 20), Alert("a2", "Two", 18), Alert("a3", "One", 16)], Cancellation));
        }

        var firing = await FiringAsync();
        using (var second = NewSink())
        {
            Assert.Empty(await second.WriteAsync([Closing()], Cancellation));
        }

        Assert.Equal(["One", "Two"], firing.Select(alert => alert!["labels"]!["alertname"]!.GetValue<string>()).Order());
        Assert.Empty(await FiringAsync());
    }

    [Fact]
    public async Task Takes_what_an_attacker_wrote_and_ends_it_again()
    {
        Assert.SkipWhen(Url is null, "needs EYRIE_TEST_ALERTMANAGER");
        string[] texts = ["\r\nX-Evil: 1", "\u0000\u001b[2J", "\ud83d", "\u202e\u200b", new('A', 100_000), "\"}]\\", "$(id) | .* {a=\"b\"}", "한국어 é 🦅", ""];
        Alert[] hostile = [.. texts.Select((text, number) => An.HostileAlert(text) with { Id = $"{_incident}-{number}", Incident = $"{_incident}{text}" })];
        using var sink = NewSink();

        Assert.Empty(await sink.WriteAsync(hostile, Cancellation));
        var firing = await FiringAsync();
        using var other = NewSink();
        Assert.Empty(await other.WriteAsync([.. hostile.Select(alert => Closing() with { Incident = alert.Incident })], Cancellation));

        Assert.Equal(texts.Length, firing.Count);
        Assert.Empty(await FiringAsync());
    }

    [Fact]
    public async Task Keeps_an_alert_firing_that_is_sent_again()
    {
        Assert.SkipWhen(Url is null, "needs EYRIE_TEST_ALERTMANAGER");
        using var sink = NewSink();

        await sink.WriteAsync([Alert("a1", "One", 20)], Cancellation);
        var before = Assert.Single(await FiringAsync())!;
        await sink.WriteAsync([Alert("a2", "One", 1)], Cancellation);
        var after = Assert.Single(await FiringAsync())!;

        Assert.Equal(before["fingerprint"]!.GetValue<string>(), after["fingerprint"]!.GetValue<string>());
        Assert.Equal(before["startsAt"]!.GetValue<string>(), after["startsAt"]!.GetValue<string>());
        Assert.Equal("a2", after["annotations"]!["event_id"]!.GetValue<string>());
    }

    private static DateTimeOffset MinutesAgo(int minutes) => TimeProvider.System.GetUtcNow().AddMinutes(-minutes);

    private static AlertmanagerSink NewSink()
    {
        var options = new AlertmanagerOptions { Url = Url };
        return new(
            "alertmanager",
            options,
            new("alertmanager", options, new("Alertmanager", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System), TimeProvider.System, NullLogger<AlertmanagerMembers>.Instance),
            (AlertLinks.None, new(), new AlertRouter(Routed.Sinks, new())),
            TimeProvider.System,
            NullLogger<AlertmanagerSink>.Instance);
    }

    private async Task<JsonArray> FiringAsync()
    {
        using var http = new HttpClient();
        var query = Uri.EscapeDataString($"incident=~\"{_incident}.*\"");
        return JsonNode.Parse(await http.GetStringAsync(new Uri($"{Url}/api/v2/alerts?filter={query}"), Cancellation))!.AsArray();
    }

    private Alert Alert(string id, string rule, int minutesAgo) =>
        An.Alert(id, rule: rule, incident: _incident) with { Time = EventTime.From(MinutesAgo(minutesAgo)) };

    private Alert Closing() => An.Alert("closing", incident: _incident) with
    {
        ClosesIncident = true,
        Time = EventTime.From(MinutesAgo(0)),
        IncidentSoFar = new() { Alerts = 3, Last = EventTime.From(MinutesAgo(15)) },
    };
}
