using System.IO.Compression;
using System.Net;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Sensors.Falco;

/// <summary>The intake as Falco, a shipper of logs and an attacker meet it: over a socket.</summary>
public sealed class FalcoHttpStreamTests
{
    private const string Alert = """{"rule":"a","priority":"Error","output":"one"}""";
    private const string Other = """{"rule":"b","time":"2026-01-02T03:04:05.000000006Z"}""";

    private static readonly IReadOnlyList<string> Real = Samples.Lines("falco/falco-0.43.1-http.jsonl");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_what_a_real_Falco_posts_byte_for_byte()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        foreach (var alert in Real)
        {
            Assert.Equal((HttpStatusCode.OK, ""), await falco.PostAsync(alert));
        }

        Assert.Equal(Real, falco.Intake.Events.Select(kept => kept.Text));
        Assert.All(falco.Intake.Events, kept => Assert.Equal((SensorFormat.FalcoJson, null), (kept.Format, kept.Reason)));
    }

    [Theory]
    [InlineData($"[{Alert},{Other}]")]
    [InlineData($" [\n  {Alert} ,\r\n  {Other}\n]\n")]
    [InlineData($"{Alert}\n{Other}\n")]
    [InlineData($"{Alert}\r\n\r\n{Other}")]
    [InlineData($"{Alert}{Other}")]
    [InlineData($"\uFEFF{Alert},{Other}")]
    public async Task Takes_a_body_apart(string body)
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        Assert.Equal((HttpStatusCode.OK, ""), await falco.PostAsync(body));

        Assert.Equal([Alert, Other], falco.Intake.Events.Select(kept => kept.Text));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-ndjson")]
    public async Task Takes_JSON_whatever_it_is_called_and_on_any_path(string type)
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        Assert.Equal((HttpStatusCode.OK, ""), await falco.PostAsync(Encoding.UTF8.GetBytes(Alert), path: "/some/path?x=1", type: type));

        Assert.Equal(Alert, Assert.Single(falco.Intake.Events).Text);
    }

    [Fact]
    public async Task Unpacks_gzip_also_when_it_comes_in_pieces()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();
        var body = Gzip(Encoding.UTF8.GetBytes(string.Join('\n', Real)));

        Assert.Equal((HttpStatusCode.OK, ""), await falco.PostAsync([.. body], encoding: "gzip"));

        Assert.Equal(Real, falco.Intake.Events.Select(kept => kept.Text));
    }

    [Theory]
    [InlineData("GET", "/ping", "pong\n")]
    [InlineData("POST", "/ping", "pong\n")]
    [InlineData("GET", "/healthz", """{"status": "ok"}""")]
    public async Task Answers_as_Falcosidekick_does(string method, string path, string text)
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        Assert.Equal((HttpStatusCode.OK, text), await falco.SendAsync(new(new(method), new Uri(falco.Url, path))));
        Assert.Empty(falco.Intake.Events);
    }

    [Fact]
    public async Task Sends_a_test_alert_of_its_own_when_asked()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        Assert.Equal((HttpStatusCode.OK, ""), await falco.PostAsync("", path: "/test"));

        var kept = Assert.Single(falco.Intake.Events).Text;
        Assert.Contains("\"rule\":\"Test rule\",\"time\":\"2026-01-02T03:04:05.0000000Z\"", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the body is empty: there is no alert in it")]
    [InlineData("  \n", "the body is empty: there is no alert in it")]
    [InlineData("16:31:56.74: Error File below", "item 1, at byte 0: it is not JSON: ")]
    [InlineData(" {\"rule\":\"a\"}", "item 1, at byte 1: it has a rule, but none of output, output_fields")]
    [InlineData("{\"rule\":\"\",\"output\":\"x\"}", "item 1, at byte 0: it has no rule")]
    [InlineData("{\"rule\":7,\"output\":\"x\"}", "item 1, at byte 0: it has no rule")]
    [InlineData("{}", "item 1, at byte 0: it has no rule")]
    [InlineData("\"text\"", "item 1, at byte 0: it is a text")]
    [InlineData("{\"rule\":\"a\",\"output\":\"x\0\"}", "item 1, at byte 0: it is not JSON: '0x00' is invalid within a JSON string")]
    public async Task Says_what_is_no_alert_and_keeps_it(string body, string complaint)
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        var (status, text) = await falco.PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(complaint, text, StringComparison.Ordinal);
        Assert.Equal(
            body.Trim(' ', '\n') is { Length: > 0 } rejected ? [(rejected, RejectReasons.Unreadable)] : [],
            falco.Intake.Events.Select(kept => (kept.Text, kept.Reason!)));
    }

    [Fact]
    public async Task Keeps_the_good_ones_among_bad_ones_and_says_which_are_bad()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        var (status, text) = await falco.PostAsync($"{Alert}\nrubbish\n{Other}\n5");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("2 of 4 kept; item 2, at byte 47: it is not JSON", text, StringComparison.Ordinal);
        Assert.Equal(
            [(Alert, null), ("rubbish", "unreadable"), (Other, null), ("5", "unreadable")],
            falco.Intake.Events.Select(kept => (kept.Text, kept.Reason)));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Takes_alerts_by_POST_alone(string method)
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "send alerts with POST\n"), await falco.SendAsync(new(new(method), falco.Url)));
    }

    [Theory]
    [InlineData(2048, false)]
    [InlineData(2049, false)]
    [InlineData(3_000_000, false)]
    [InlineData(2049, true)]
    [InlineData(100_000_000, true)] // packed: 100 kB
    public async Task Takes_no_more_than_the_limit_packed_or_not(int bytes, bool packed)
    {
        await using var falco = await RunningFalcoHttp.StartAsync(new() { MaxBodyBytes = 2048 });
        var body = new byte[bytes];
        Array.Fill(body, (byte)' ');
        Encoding.UTF8.GetBytes(Alert).CopyTo(body, 0);
        var sent = packed ? Gzip(body) : body;

        var (status, _) = await falco.PostAsync(sent, packed ? "gzip" : null);

        Assert.Equal(bytes > 2048 ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.OK, status);
        var kept = Assert.Single(falco.Intake.Events);
        Assert.Equal(bytes > 2048 ? RejectReasons.TooLarge : null, kept.Reason);
        Assert.True(kept.Payload.Length <= 2049);
    }

    [Fact]
    public async Task Keeps_what_says_gzip_and_is_none()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await falco.PostAsync(Encoding.UTF8.GetBytes(Alert), "gzip")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await falco.PostAsync(Encoding.UTF8.GetBytes(Alert), "br")).Status);

        Assert.Equal([(Alert, "unreadable"), (Alert, "unreadable")], falco.Intake.Events.Select(kept => (kept.Text, kept.Reason!)));
    }

    [Fact]
    public async Task Answers_when_the_alerts_are_durable_and_not_before()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();
        falco.Intake.IsDurable = false;

        var answer = falco.PostAsync($"{Alert}{Other}");
        await falco.Intake.NextAsync(Cancellation);
        await falco.Intake.NextAsync(Cancellation);
        Assert.False(answer.IsCompleted);
        falco.Intake.IsDurable = true;

        Assert.Equal((HttpStatusCode.OK, ""), await answer);
    }

    [Fact]
    public async Task Says_after_a_while_that_alerts_are_in_memory_only_and_then_says_so_at_once()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();
        falco.Intake.IsDurable = false;

        var first = falco.PostAsync(Alert);
        await falco.Intake.NextAsync(Cancellation); // it has arrived: no time passes for that any more
        await falco.Time.AdvanceUntilAsync(first, Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1 kept in memory only: neither Kafka nor the disk has taken them yet\n"), await first);

        // The clock stands still now: whoever waited would wait for ever.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await falco.PostAsync(Other)).Status);
        Assert.Equal([Alert, Other], falco.Intake.Events.Select(kept => kept.Text));

        falco.Intake.IsDurable = true;
        while ((await falco.PostAsync(Alert)).Status is not HttpStatusCode.OK)
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Says_when_there_is_no_room()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();
        falco.Intake.IsFull = true;

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "no room: 0 of 2 alerts were kept, the others are dropped\n"), await falco.PostAsync($"{Alert}{Other}"));
    }

    [Fact]
    public async Task Gives_a_request_that_does_not_arrive_a_limited_time()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();
        await using var slow = await falco.ConnectAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
        using var reader = new StreamReader(slow);

        var answer = reader.ReadLineAsync(Cancellation).AsTask();
        await falco.Time.AdvanceUntilAsync(answer, Cancellation);

        Assert.Equal("HTTP/1.1 408 Request Timeout", await answer);
        Assert.Empty(falco.Intake.Events);
    }

    [Fact]
    public async Task Outlives_clients_that_go_away_and_clients_that_talk_nonsense()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();
        foreach (var beginning in new[]
        {
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"rule\":",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"rul",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "\0\0\0\r\n\r\n",
            "POST / HTTP/9.9\r\n\r\n",
        })
        {
            await using var connection = await falco.ConnectAsync(beginning);
        }

        Assert.Equal((HttpStatusCode.OK, ""), await falco.PostAsync(Alert));
        Assert.Equal(Alert, Assert.Single(falco.Intake.Events).Text);
    }

    [Fact]
    public async Task Lets_connections_above_the_limit_wait()
    {
        await using var falco = await RunningFalcoHttp.StartAsync(new() { MaxConnections = 1 });
        var request = $"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {Alert.Length}\r\n\r\n{Alert}";
        var first = await falco.ConnectAsync(request);
        using var firstReader = new StreamReader(first);
        Assert.Equal("HTTP/1.1 200 OK", await firstReader.ReadLineAsync(Cancellation));

        await using var second = await falco.ConnectAsync(request);
        using var secondReader = new StreamReader(second);
        var waiting = secondReader.ReadLineAsync(Cancellation).AsTask();
        Assert.Single(falco.Intake.Events);
        await first.DisposeAsync();

        Assert.Equal("HTTP/1.1 200 OK", await waiting);
        Assert.Equal(2, falco.Intake.Events.Count);
    }

    [Fact]
    public async Task Finishes_what_it_has_begun_when_it_stops_and_then_frees_the_port()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();
        falco.Intake.IsDurable = false;
        var answer = falco.PostAsync(Alert);
        await falco.Intake.NextAsync(Cancellation);

        var stopping = falco.StopAsync();
        Assert.False(answer.IsCompleted);
        falco.Intake.IsDurable = true;

        Assert.Equal(HttpStatusCode.OK, (await answer).Status);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => falco.PostAsync(Alert));
    }

    [Fact]
    public async Task Says_that_the_port_is_taken_and_where_to_set_another()
    {
        await using var falco = await RunningFalcoHttp.StartAsync();
        using var second = new StreamUnderTest(new() { Type = "falco-http", Name = "falco", Address = falco.Url.Authority });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => second.ReadAsync(Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Equal(
            $"cannot listen on {falco.Url.Authority}: another process has the port; free it, or set sensors[].address to another address", failure.Message);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
