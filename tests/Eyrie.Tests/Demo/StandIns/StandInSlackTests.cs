using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class StandInSlackTests : IAsyncLifetime
{
    private const int Burst = 4;
    private readonly FakeTimeProvider _time = new();
    private readonly Violations _violations = new();
    private readonly List<SlackMessage> _messages = [];
    private readonly HttpClient _http = new();
    private StandInSlack _standIn = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _standIn = await StandInSlack.StartAsync("xoxb-test", _violations, _time, _messages.Add, Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _standIn.DisposeAsync();
    }

    [Fact]
    public async Task Takes_a_message_by_webhook()
    {
        using var answer = await _http.PostAsJsonAsync(_standIn.WebhookUrl, new { text = "hello" }, Cancellation);

        Assert.Equal("ok", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("hello", Assert.Single(_messages).Body.GetProperty("text").GetString());
        Assert.Equal((1, 0), (_standIn.Accepted, _violations.Count));
    }

    [Fact]
    public async Task Takes_a_message_by_the_web_API()
    {
        var (status, answer, _) = await PostAsync("#soc", "hello");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True((bool)answer["ok"]!);
        Assert.NotNull(answer["ts"]);
        Assert.Equal("#soc", Assert.Single(_messages).Channel);
    }

    [Fact]
    public async Task Refuses_a_wrong_token_the_way_Slack_does()
    {
        var (status, answer, _) = await PostAsync("#soc", "hello", token: "xoxb-other");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("invalid_auth", (string?)answer["error"]);
        Assert.Equal((0, 1), (_standIn.Accepted, _violations.Count));
    }

    [Fact]
    public async Task Refuses_what_is_over_the_limits()
    {
        using var answer = await _http.PostAsJsonAsync(_standIn.WebhookUrl, new { text = new string('x', 40_001) }, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("msg_too_long", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(1, _violations.Count);
    }

    [Fact]
    public async Task Takes_an_injection_and_notes_it()
    {
        var (_, answer, _) = await PostAsync("#soc", "<!channel>");

        Assert.True((bool)answer["ok"]!);
        Assert.Equal((1, 1), (_standIn.Accepted, _violations.Count));
    }

    [Fact]
    public async Task Throttles_a_channel_that_gets_more_than_a_message_a_second()
    {
        for (var i = 0; i < Burst; i++)
        {
            await PostAsync("#soc", "burst");
        }

        var (throttled, answer, retryAfter) = await PostAsync("#soc", "one too many");
        var (other, _, _) = await PostAsync("#noc", "another channel");
        _time.Advance(TimeSpan.FromSeconds(1));
        var (later, _, _) = await PostAsync("#soc", "again");

        Assert.Equal((HttpStatusCode.TooManyRequests, "ratelimited", TimeSpan.FromSeconds(1)), (throttled, (string?)answer["error"], retryAfter));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other, later));
        Assert.Equal((Burst + 2, 1, 0), (_standIn.Accepted, _standIn.Throttled, _violations.Count));
    }

    [Fact]
    public async Task Complains_when_somebody_does_not_wait_as_told()
    {
        for (var i = 0; i <= Burst; i++)
        {
            await PostAsync("#soc", "burst");
        }

        await PostAsync("#soc", "at once");

        Assert.Contains("Retry-After", Assert.Single(_violations.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_and_answers_the_message_that_it_named()
    {
        var (_, first, _) = await PostAsync("#soc", "hello");
        var (_, second, _) = await PostAsync("#soc", "hello again");
        var (channel, ts) = ((string)first["channel"]!, (string)first["ts"]!);

        var (_, changed, _) = await CallAsync("chat.update", new() { ["channel"] = channel, ["ts"] = ts, ["text"] = "changed" });
        var (_, answered, _) = await CallAsync("chat.postMessage", new() { ["channel"] = channel, ["thread_ts"] = ts, ["text"] = "answer" });

        Assert.Equal((ts, true), ((string?)changed["ts"], (bool)answered["ok"]!));
        Assert.Equal(4, new[] { ts, (string)second["ts"]!, (string)answered["ts"]!, "" }.Distinct().Count());
        Assert.Equal([("#soc", false, ""), ("#soc", false, ""), (channel, true, ""), (channel, false, ts)], _messages.Select(message => (message.Channel, message.Change, message.Thread)));
        Assert.Equal((3, 1, 0), (_standIn.Accepted, _standIn.Changed, _violations.Count));
    }

    [Fact]
    public async Task Refuses_to_change_what_is_not_there()
    {
        var (_, answer, _) = await CallAsync("chat.update", new() { ["channel"] = "C0SOC", ["ts"] = "1760000000.000100", ["text"] = "changed" });

        Assert.Equal("message_not_found", (string?)answer["error"]);
        Assert.Equal((0, 1), (_standIn.Changed, _violations.Count));
    }

    [Fact]
    public async Task Throttles_changes_by_the_minute()
    {
        var (_, first, _) = await PostAsync("#soc", "hello");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 26; i++)
        {
            statuses.Add((await CallAsync("chat.update", new() { ["channel"] = (string)first["channel"]!, ["ts"] = (string)first["ts"]!, ["text"] = $"{i}" })).Status);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 25), HttpStatusCode.TooManyRequests], statuses);
    }

    private Task<(HttpStatusCode Status, JsonNode Answer, TimeSpan? RetryAfter)> PostAsync(string channel, string text, string token = "xoxb-test") =>
        CallAsync("chat.postMessage", new() { ["channel"] = channel, ["text"] = text }, token);

    private async Task<(HttpStatusCode Status, JsonNode Answer, TimeSpan? RetryAfter)> CallAsync(string method, JsonObject body, string token = "xoxb-test")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_standIn.ApiUrl}/{method}") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!, answer.Headers.RetryAfter?.Delta);
    }
}
