using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CloudNative.CloudEvents.SystemTextJson;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Webhook;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Webhook;

public sealed class WebhookSinkTests : IDisposable
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posts_an_event_a_request_unless_told_otherwise()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(204));
        using var sink = SinkFor(server, new());

        Assert.Empty(await sink.WriteAsync([An.Alert("a1"), An.Alert("a2")], Cancellation));

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("application/cloudevents+json; charset=utf-8", request.Headers["Content-Type"]));
        Assert.Equal(["a1", "a2"], server.Requests.Select(request => JsonNode.Parse(request.Text)!["id"]!.GetValue<string>()));
        Assert.All(server.Requests, request => Assert.False(request.Headers.ContainsKey("webhook-signature")));
    }

    [Fact]
    public async Task Posts_events_in_batches_bounded_by_count_and_bytes()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(server, new() { Mode = WebhookMode.Batched, MaxEvents = 3, MaxRequestBytes = 10_000 });
        var large = $$"""{"x":"{{new string('x', 9_000)}}"}""";

        await sink.WriteAsync([An.Alert("1"), An.Alert("2"), An.Alert("3"), An.Alert("4"), An.Alert("5", document: large), An.Alert("6", document: large)], Cancellation);

        Assert.Equal(["1,2,3", "4", "5", "6"], server.Requests.Select(Ids));
        Assert.All(server.Requests, request => Assert.Equal("application/cloudevents-batch+json; charset=utf-8", request.Headers["Content-Type"]));
    }

    [Fact]
    public async Task Writes_what_the_SDK_of_CloudEvents_reads()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(server, new() { Mode = WebhookMode.Batched, Source = "https://soc.example.com/eyrie/" });
        var closing = An.Alert("closing", Severity.Notice, incident: "inc-42") with { ClosesIncident = true, Kind = "event" };

        await sink.WriteAsync([An.FullAlert() with { Document = """{"message":"hé"}"""u8.ToArray() }, closing], Cancellation);

        var events = new JsonEventFormatter().DecodeBatchModeMessage(server.Requests.Single().Body, null, null);
        Assert.All(events, one => Assert.True(one.IsValid));
        Assert.Equal(["io.eyrie.alert.v1", "io.eyrie.incident.closed.v1"], events.Select(one => one.Type));
        Assert.Equal(An.FullAlert().Id, events[0].Id);
        Assert.Equal(new Uri("https://soc.example.com/eyrie/prod/worker-1"), events[0].Source);
        Assert.Equal("inc-42", events[0].Subject);
        Assert.Equal(An.FullAlert().Time.ToDateTimeOffset(), events[0].Time);
        Assert.Equal("application/json", events[0].DataContentType);
        Assert.Equal("hé", ((System.Text.Json.JsonElement)events[0].Data!).GetProperty("message").GetString());
        Assert.Equal(("CRITICAL", "18", "inc-42"), (events[0]["severitytext"], events[0]["severitynumber"], events[0]["partitionkey"]));
    }

    [Fact]
    public async Task Writes_events_that_are_valid_whatever_an_attacker_wrote()
    {
        var texts = new[] { "\r\nX-Evil: 1", "\u0000\u0001\u001b[2J", "\ud83d", "\u202e\u200b", new string('A', 100_000), "\",\"data\":\"", "한국어" };
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(server, new() { SecretFile = _folder.Write("secret", Secret) });

        await sink.WriteAsync([.. texts.Select(text => An.HostileAlert(text) with { Id = $"id{text}" })], Cancellation);

        Assert.Equal(texts.Length, server.Requests.Count);
        Assert.All(server.Requests, request =>
        {
            var one = new JsonEventFormatter().DecodeStructuredModeMessage(request.Body, null, null);
            Assert.True(one.IsValid);
            Assert.False(request.Headers.ContainsKey("X-Evil"));
            Assert.InRange(request.Body.Length, 1, 10_000);
        });
    }

    [Fact]
    public async Task Leaves_the_document_as_it_is_but_for_what_is_no_text()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(server, new());
        byte[] broken = [.. "{\"a\":\"x"u8, 0xff, .. "\"}"u8];

        await sink.WriteAsync([An.Alert("a1", document: """{ "z":1,  "a":[1.0e5] }"""), An.Alert("a2") with { Document = broken }], Cancellation);

        Assert.EndsWith(""","data":{ "z":1,  "a":[1.0e5] }}""", server.Requests[0].Text, StringComparison.Ordinal);
        Assert.EndsWith(",\"data\":{\"a\":\"x\ufffd\"}}", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signs_so_that_a_receiver_can_verify_and_notices_what_comes_twice()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(503), new(200));
        var time = new FakeTimeProvider(Now);
        using var sink = SinkFor(server, new() { SecretFile = _folder.Write("new", Secret), OldSecretFile = _folder.Write("old", "an old secret of 24 bytes") }, time);
        Alert[] batch = [An.Alert("a1")];

        await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation));
        time.Advance(TimeSpan.FromMinutes(10));
        await sink.WriteAsync(batch, Cancellation);

        Assert.Equal(server.Requests[0].Headers["webhook-id"], server.Requests[1].Headers["webhook-id"]);
        Assert.All(server.Requests, request => Assert.Equal(2, request.Headers["webhook-signature"].Split(' ').Length));
        Assert.True(Verify(server.Requests[0], Secret, Now));
        Assert.True(Verify(server.Requests[1], Secret, Now.AddMinutes(10)));
        Assert.True(Verify(server.Requests[1], "whsec_" + Convert.ToBase64String("an old secret of 24 bytes"u8), Now.AddMinutes(10)));
        Assert.False(Verify(server.Requests[1], "whsec_" + Convert.ToBase64String(new byte[24]), Now.AddMinutes(10)));
        Assert.False(Verify(server.Requests[0], Secret, Now.AddMinutes(10))); // played back
        Assert.False(Verify(server.Requests[0] with { Body = [.. server.Requests[0].Body, (byte)' '] }, Secret, Now));
    }

    // The example of src/Sinks/Webhook/README.md.
    private static bool Verify(LoopbackRequest request, string secret, DateTimeOffset now)
    {
        var (id, timestamp) = (request.Headers["webhook-id"], request.Headers["webhook-timestamp"]);
        if (Math.Abs(now.ToUnixTimeSeconds() - long.Parse(timestamp, CultureInfo.InvariantCulture)) > 300)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. request.Body];
        var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        return request.Headers["webhook-signature"].Split(' ')
            .Where(signature => signature.StartsWith("v1,", StringComparison.Ordinal))
            .Any(signature => CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(signature[3..]), expected));
    }

    [Fact]
    public void Signs_as_Standard_Webhooks_does() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Sign([Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, """{"test": 2432232314}"""u8));

    [Theory]
    [InlineData("short", "at least 24 are needed")]
    [InlineData("whsec_no base64 at all!!", "not base64")]
    public async Task Waits_for_a_person_when_the_secret_is_none(string secret, string expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(server, new() { SecretFile = _folder.Write("secret", secret) });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Sends_the_headers_of_the_configuration_and_reads_secret_ones_each_time()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        var file = _folder.Write("token", "Bearer one\n");
        using var sink = SinkFor(server, new()
        {
            Headers = new Dictionary<string, string> { ["X-Tenant"] = "soc", ["Content-Language"] = "en" },
            HeaderFiles = new Dictionary<string, string> { ["Authorization"] = file },
        });

        await sink.WriteAsync([An.Alert("a1")], Cancellation);
        _folder.Write("token", "Bearer two");
        await sink.WriteAsync([An.Alert("a2")], Cancellation);

        Assert.All(server.Requests, request => Assert.Equal(("soc", "en"), (request.Headers["X-Tenant"], request.Headers["Content-Language"])));
        Assert.Equal(["Bearer one", "Bearer two"], server.Requests.Select(request => request.Headers["Authorization"]));
        _folder.Write("token", "Bearer\r\nX-Evil: 1");
        Assert.Equal(FailureKind.Fatal, (await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert("a3")], Cancellation))).Kind);
    }

    [Fact]
    public async Task Packs_requests_when_told_to_and_signs_what_is_in_them()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(server, new() { Gzip = true, SecretFile = _folder.Write("secret", Secret) }, new FakeTimeProvider(Now));

        await sink.WriteAsync([An.Alert("a1")], Cancellation);

        Assert.Equal("gzip", server.Requests.Single().Headers["Content-Encoding"]);
        Assert.True(Verify(server.Requests.Single(), Secret, Now));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Takes_a_refused_batch_apart_until_the_poison_is_alone(int refusal)
    {
        await using var server = await LoopbackHttp.StartAsync(request => request.Text.Contains("poison", StringComparison.Ordinal) ? new(refusal, "no thanks") : new(200));
        using var sink = SinkFor(server, new() { Mode = WebhookMode.Batched });
        Alert[] batch = [.. Enumerable.Range(0, 20).Select(number => An.Alert($"a{number}", document: number is 7 or 13 ? """{"x":"poison"}""" : "{}"))];

        var rejected = await sink.WriteAsync(batch, Cancellation);

        Assert.Equal(["a7", "a13"], rejected.Select(one => one.Alert.Id));
        Assert.All(rejected, one => Assert.Contains($"webhook answered {refusal}: no thanks", one.Reason, StringComparison.Ordinal));
        var taken = server.Requests.Where(request => !request.Text.Contains("poison", StringComparison.Ordinal)).SelectMany(request => Ids(request).Split(','));
        Assert.Equal(batch.Length - 2, taken.Distinct().Count());
        Assert.Equal(batch.Length - 2, taken.Count()); // the neighbours once
    }

    [Theory]
    [InlineData(429, FailureKind.Transient)]
    [InlineData(503, FailureKind.Transient)]
    [InlineData(401, FailureKind.Fatal)]
    [InlineData(404, FailureKind.Fatal)]
    [InlineData(410, FailureKind.Fatal)]
    [InlineData(302, FailureKind.Fatal)]
    public async Task Keeps_the_alert_when_the_receiver_says_no(int status, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, "", "9"));
        using var sink = SinkFor(server, new());

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));

        Assert.Equal((expected, TimeSpan.FromSeconds(9)), (failure.Kind, failure.RetryAfter));
    }

    [Fact]
    public async Task Goes_on_behind_what_was_taken_before_the_receiver_hung_up()
    {
        await using var server = await LoopbackHttp.StartAsync(new(200), LoopbackAnswer.HangUp, LoopbackAnswer.HangUpHalfWay, new(200, "garbage"));
        using var sink = SinkFor(server, new());
        Alert[] batch = [An.Alert("a1"), An.Alert("a2")];

        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(FailureKind.Transient, (await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation))).Kind);
        }

        Assert.Empty(await sink.WriteAsync(batch, Cancellation));
        Assert.Equal(["a1", "a2", "a2", "a2"], server.Requests.Select(Ids));
    }

    [Fact]
    public async Task Shows_its_certificate_to_a_receiver_that_it_trusts()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueLoaded("localhost");
        var (certificateFile, keyFile) = authority.Issue("eyrie");
        await using var server = await LoopbackHttp.StartAsync(_ => new(200), certificate, authority);
        var options = new WebhookOptions { Url = server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) };
        using var known = new WebhookSink("webhook", options, Target(new(authority.CaFile, certificateFile, keyFile)), TimeProvider.System);
        using var unknown = new WebhookSink("webhook", options, Target(new(authority.CaFile)), TimeProvider.System);

        Assert.Empty(await known.WriteAsync([An.Alert()], Cancellation));
        await Assert.ThrowsAsync<PipelineException>(() => unknown.WriteAsync([An.Alert()], Cancellation));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Reads_a_secret_URL_from_its_file()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = new WebhookSink("webhook", new() { UrlFile = _folder.Write("url", server.Url + "/hook?key=1\n") }, Target(), TimeProvider.System);

        await sink.WriteAsync([An.Alert()], Cancellation);

        Assert.Equal("/hook?key=1", server.Requests.Single().Path);
        _folder.Write("url", "not a secret url");
        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));
        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.DoesNotContain("not a secret", failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<WebhookOptions, string> Wrong => new()
    {
        { new(), "either url or urlFile" },
        { new() { Url = "http://w", UrlFile = "f" }, "either url or urlFile" },
        { new() { Url = "ftp://w" }, "allowed are http: and https:" },
        { new() { Url = "http://w", Source = "not a uri" }, "source is 'not a uri'" },
        { new() { Url = "http://w", OldSecretFile = "f" }, "oldSecretFile needs secretFile" },
        { new() { Url = "http://w", KeyFile = "f" }, "keyFile needs certificateFile" },
        { new() { Url = "http://w", Headers = new Dictionary<string, string> { ["X Y"] = "z" } }, "no name of a header" },
        { new() { Url = "http://w", Headers = new Dictionary<string, string> { ["Content-Type"] = "z" } }, "written by the sink itself" },
        { new() { Url = "http://w", HeaderFiles = new Dictionary<string, string> { ["webhook-id"] = "z" } }, "written by the sink itself" },
        { new() { Url = "http://w", Headers = new Dictionary<string, string> { ["X-A"] = "z\r\nX-B: 1" } }, "characters that no header can have" },
        { new() { Url = "http://w", Headers = new Dictionary<string, string> { ["X-A"] = "z" }, HeaderFiles = new Dictionary<string, string> { ["x-a"] = "f" } }, "remove one of them" },
        { new() { Url = "http://w", MaxEvents = 0 }, "MaxEvents" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Says_what_is_wrong_with_its_options(WebhookOptions options, string expected) => Assert.Contains(
        expected, new WebhookOptionsValidator().Validate("webhook", options).FailureMessage, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static string Ids(LoopbackRequest request) => JsonNode.Parse(request.Text) switch
    {
        JsonArray events => string.Join(',', events.Select(one => one!["id"]!.GetValue<string>())),
        var one => one!["id"]!.GetValue<string>(),
    };

    private static HttpTarget Target(TlsFiles? tls = null) => new("webhook", HttpHandlers.Create(tls ?? new()), TimeSpan.FromSeconds(10), TimeProvider.System);

    private static WebhookSink SinkFor(LoopbackHttp server, WebhookOptions options, TimeProvider? time = null) =>
        new("webhook", options with { Url = server.Url + "/hook" }, Target(), time ?? TimeProvider.System);
}
