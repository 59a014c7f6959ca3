using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class StandInPagerDutyTests : IAsyncLifetime
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private readonly Violations _violations = new();
    private readonly HttpClient _http = new();
    private StandInPagerDuty _standIn = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _standIn = await StandInPagerDuty.StartAsync(Key, _violations, null, Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _standIn.DisposeAsync();
    }

    [Fact]
    public async Task Puts_events_of_one_key_into_one_incident()
    {
        var (status, answer) = await SendAsync("trigger", "a");
        await SendAsync("trigger", "a");
        await SendAsync("trigger", "b");

        Assert.Equal((HttpStatusCode.Accepted, "success", "a"), (status, (string?)answer["status"], (string?)answer["dedup_key"]));
        Assert.Equal([("a", 2), ("b", 1)], _standIn.Incidents.Select(incident => (incident.DedupKey, incident.Events)).Order());
        Assert.Equal((3, 0), (_standIn.Accepted, _violations.Count));
    }

    [Fact]
    public async Task Opens_an_incident_anew_after_it_was_resolved()
    {
        await SendAsync("trigger", "a");
        await SendAsync("trigger", "a");
        await SendAsync("resolve", "a");
        var resolved = Assert.Single(_standIn.Incidents).Open;
        await SendAsync("trigger", "a");

        Assert.False(resolved);
        Assert.Equal((true, 1), (Assert.Single(_standIn.Incidents).Open, Assert.Single(_standIn.Incidents).Events));
    }

    [Fact]
    public async Task Knows_whether_somebody_is_at_it()
    {
        await SendAsync("acknowledge", "a"); // of what is not known, it is dropped
        await SendAsync("trigger", "a");
        var before = Assert.Single(_standIn.Incidents).Acknowledged;
        await SendAsync("acknowledge", "a");
        await SendAsync("trigger", "a");
        var during = Assert.Single(_standIn.Incidents);
        await SendAsync("resolve", "a");
        await SendAsync("trigger", "a");

        Assert.False(before);
        Assert.Equal((true, true, 2), (during.Open, during.Acknowledged, during.Events));
        Assert.False(Assert.Single(_standIn.Incidents).Acknowledged);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_an_event()
    {
        var (status, answer) = await SendAsync("explode", "a");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid event", (string?)answer["status"]);
        Assert.Contains("event_action", (string?)answer["errors"]![0], StringComparison.Ordinal);
        Assert.Equal((0, 1), (_standIn.Accepted, _violations.Count));
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(string action, string key)
    {
        using var answer = await _http.PostAsJsonAsync(
            _standIn.Url,
            new { routing_key = Key, event_action = action, dedup_key = key, payload = new { summary = "s", source = "vm", severity = "critical" } },
            Cancellation);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!);
    }
}
