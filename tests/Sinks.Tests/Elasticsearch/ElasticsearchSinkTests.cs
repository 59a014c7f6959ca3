using System.Globalization;
using System.Security.Cryptography;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.Http;
using Eyrie.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed class ElasticsearchSinkTests : IDisposable
{
    private const string Created = """{"status":201}""";
    private readonly TestMeters _meters = new();
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stores_alerts_then_activity_in_their_data_streams()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url + "/", Namespace = "prod", MaxInFlight = 1 });

        Assert.Empty(await sink.WriteAsync([An.Activity("e1"), An.Alert("a1"), An.Activity("e2")], Cancellation));

        Assert.Equal(
            [("logs-eyrie.alerts-prod", "a1"), ("logs-eyrie.activity-prod", "e1"), ("logs-eyrie.activity-prod", "e2")], bulk.Stored);
        Assert.Equal(
            "/logs-eyrie.alerts-prod/_bulk?filter_path=errors,items.*.status,items.*.error,items.*.failure_store",
            server.Requests[0].Path);
        Assert.Equal("application/x-ndjson", server.Requests[0].Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("alert", "logs-eyrie.alerts-default")]
    [InlineData("event", "logs-eyrie.activity-default")]
    [InlineData("metric", "logs-eyrie.activity-default")]
    [InlineData("", "logs-eyrie.alerts-default")]
    public async Task Stores_figures_of_sensors_beside_the_activity_and_what_is_of_no_kind_where_it_is_seen(string kind, string dataStream)
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url });

        Assert.Empty(await sink.WriteAsync([An.Alert("a1") with { Kind = kind }], Cancellation));

        Assert.Equal([(dataStream, "a1")], bulk.Stored);
    }

    [Fact]
    public async Task Takes_what_is_already_there_for_stored()
    {
        var bulk = new BulkServer((_, _) => """{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"exists"}}""");
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url });

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));
    }

    [Fact]
    public async Task Rejects_one_document_with_the_reason_and_stores_the_others()
    {
        var bulk = new BulkServer((id, _) =>
            id == "bad" ? """{"status":400,"error":{"type":"document_parsing_exception","reason":"no"}}""" : Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url });

        var rejected = Assert.Single(await sink.WriteAsync([An.Alert("a1"), An.Alert("bad"), An.Alert("a2")], Cancellation));

        Assert.Equal("bad", rejected.Alert.Id);
        Assert.Equal("Elasticsearch: 400 document_parsing_exception: no", rejected.Reason);
        Assert.Equal(["a1", "a2"], bulk.Stored.Select(one => one.Id));
    }

    [Fact]
    public async Task Sends_only_those_again_that_were_not_taken()
    {
        var bulk = new BulkServer((id, attempt) => (id, attempt) switch
        {
            ("busy", 1) => """{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}""",
            ("bad", _) => """{"status":400,"error":{"type":"document_parsing_exception","reason":"no"}}""",
            _ => Created,
        });
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url });
        Alert[] batch = [An.Alert("a1"), An.Alert("busy"), An.Alert("bad")];

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation));
        var rejected = await sink.WriteAsync(batch, Cancellation);

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains("did not take 1 of 3 documents, the first because: 429 es_rejected", failure.Message, StringComparison.Ordinal);
        Assert.Equal("""{"create":{"_id":"busy"}}""", server.Requests[1].Text.Split('\n')[0]);
        Assert.Equal(3, server.Requests[1].Text.Split('\n').Length);
        Assert.Equal("bad", Assert.Single(rejected).Alert.Id);
        Assert.Equal(["a1", "busy"], bulk.Stored.Select(one => one.Id));
    }

    [Fact]
    public async Task Counts_what_went_into_the_failure_store()
    {
        var bulk = new BulkServer((_, _) => """{"status":201,"failure_store":"used"}""");
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url });

        Assert.Empty(await sink.WriteAsync([An.Alert("a1"), An.Alert("a2")], Cancellation));

        Assert.Equal(2, _meters.Sum("eyrie.sink.failure_stored", "sink=elasticsearch"));
    }

    [Fact]
    public async Task Splits_a_batch_by_bytes()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url, MaxRequestBytes = 10_000, MaxInFlight = 1 });
        var batch = Enumerable.Range(0, 10).Select(i => Big($"a{i}", 3_000)).ToArray();

        Assert.Empty(await sink.WriteAsync(batch, Cancellation));

        Assert.Equal(4, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.InRange(request.Body.Length, 1, 10_000));
        Assert.Equal(batch.Select(alert => alert.Id), bulk.Stored.Select(one => one.Id));
    }

    [Fact]
    public async Task Halves_what_is_too_large_and_rejects_the_one_that_is_too_large_alone()
    {
        var bulk = new BulkServer((_, _) => Created, maxBytes: 5_000);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url, MaxInFlight = 1 });
        Alert[] batch = [Big("a0", 2_000), Big("a1", 2_000), Big("huge", 6_000), Big("a3", 2_000), Big("a4", 2_000)];

        var rejected = await sink.WriteAsync(batch, Cancellation);

        Assert.Equal("huge", Assert.Single(rejected).Alert.Id);
        Assert.StartsWith("Elasticsearch answered 413", rejected[0].Reason, StringComparison.Ordinal);
        Assert.Equal(["a0", "a1", "a3", "a4"], bulk.Stored.Select(one => one.Id).Order());
    }

    [Theory]
    [InlineData(401, "unauthorized", FailureKind.Fatal)]
    [InlineData(403, "forbidden", FailureKind.Fatal)]
    [InlineData(404, "not here", FailureKind.Fatal)]
    [InlineData(400, "<html>The plain HTTP request was sent to HTTPS port</html>", FailureKind.Fatal)]
    [InlineData(429, "", FailureKind.Transient)]
    [InlineData(503, "", FailureKind.Transient)]
    [InlineData(200, "<html>hello</html>", FailureKind.Transient)]
    [InlineData(200, """{"items":[]}""", FailureKind.Transient)]
    public async Task Keeps_the_batch_when_the_whole_request_fails(int status, string body, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body, RetryAfter: "5"));
        using var sink = SinkFor(new() { Url = server.Url });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));

        Assert.Equal(expected, failure.Kind);
        Assert.Contains($"answered {status}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(status is 200 ? null : TimeSpan.FromSeconds(5), failure.RetryAfter);
    }

    [Fact]
    public async Task Finds_the_document_that_Elasticsearch_refuses_a_whole_request_for()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(request =>
            request.Text.Contains("bad", StringComparison.Ordinal)
                ? new(400, """{"error":{"type":"illegal_argument_exception","reason":"Malformed content"},"status":400}""")
                : bulk.Answer(request));
        using var sink = SinkFor(new() { Url = server.Url, MaxInFlight = 1 });

        var rejected = await sink.WriteAsync([An.Alert("a1"), An.Alert("bad"), An.Alert("a2"), An.Alert("a3")], Cancellation);

        Assert.Equal("bad", Assert.Single(rejected).Alert.Id);
        Assert.Equal(["a1", "a2", "a3"], bulk.Stored.Select(one => one.Id).Order());
    }

    [Fact]
    public async Task Has_several_requests_under_way_and_no_more_than_allowed()
    {
        var bulk = new BulkServer((_, _) => Created);
        var (gate, underWay, most, together) = (new Lock(), 0, 0, new Barrier(3));
        await using var server = await LoopbackHttp.StartAsync(request =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++underWay);
            }

            together.SignalAndWait(TimeSpan.FromSeconds(20)); // three are here, or this fails below
            lock (gate)
            {
                underWay--;
                return bulk.Answer(request);
            }
        });
        using var sink = SinkFor(new() { Url = server.Url, MaxInFlight = 3, MaxRequestDocuments = 10 });
        var batch = Enumerable.Range(0, 90).Select(i => An.Alert($"a{i}")).ToArray();

        Assert.Empty(await sink.WriteAsync(batch, Cancellation));

        Assert.Equal(3, most);
        Assert.Equal(9, server.Requests.Count);
        Assert.Equal(batch.Select(alert => alert.Id).Order(), bulk.Stored.Select(one => one.Id).Order());
    }

    [Fact]
    public async Task Sends_only_what_a_failed_request_had_when_others_of_the_batch_were_taken()
    {
        var bulk = new BulkServer((_, _) => Created);
        var failed = 0;
        await using var server = await LoopbackHttp.StartAsync(request =>
        {
            lock (bulk)
            {
                return request.Text.Contains("\"a15\"", StringComparison.Ordinal) && failed++ == 0 ? new(503, "busy", RetryAfter: "7") : bulk.Answer(request);
            }
        });
        using var sink = SinkFor(new() { Url = server.Url, MaxInFlight = 3, MaxRequestDocuments = 10 });
        var batch = Enumerable.Range(0, 30).Select(i => An.Alert($"a{i}")).ToArray();

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation));
        Assert.Equal((FailureKind.Transient, TimeSpan.FromSeconds(7)), (failure.Kind, failure.RetryAfter));
        Assert.Equal(batch.Where((_, i) => i is < 10 or >= 20).Select(alert => alert.Id).Order(), batch.Where(sink.Progress.Has).Select(alert => alert.Id).Order());
        Assert.Empty(await sink.WriteAsync(batch, Cancellation));

        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(30, bulk.Stored.Count);
    }

    [Fact]
    public async Task Sends_less_while_it_is_asked_to_and_drops_nothing()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(request =>
        {
            lock (bulk)
            {
                return request.Text.Split('\n').Length > 2 * 30 ? new(429, """{"error":{"type":"es_rejected_execution_exception","reason":"full"},"status":429}""") : bulk.Answer(request);
            }
        });
        using var sink = SinkFor(new() { Url = server.Url, MaxInFlight = 4, MaxRequestDocuments = 100 });
        var batch = Enumerable.Range(0, 400).Select(i => An.Alert($"a{i}")).ToArray();

        var refused = 0;
        while (bulk.Stored.Count < batch.Length)
        {
            try
            {
                Assert.Empty(await sink.WriteAsync(batch, Cancellation));
            }
            catch (PipelineException e) when (e.Kind is FailureKind.Transient && refused++ < 20)
            {
                Assert.Contains("answered 429: es_rejected_execution_exception: full", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(4, refused);
        Assert.Equal(batch.Select(alert => alert.Id).Order(), bulk.Stored.Select(one => one.Id).Order());
    }

    [Fact]
    public async Task Tells_what_a_person_must_mend_before_what_heals_by_itself()
    {
        await using var server = await LoopbackHttp.StartAsync(request =>
            request.Path.Contains("activity", StringComparison.Ordinal) ? new(403, "no privilege") : new(503, "busy"));
        using var sink = SinkFor(new() { Url = server.Url });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert("a1"), An.Activity("e1")], Cancellation));

        Assert.Equal((FailureKind.Fatal, "Elasticsearch answered 403: no privilege"), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task Keeps_what_was_stored_of_a_batch_that_is_cut_off()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(request =>
        {
            lock (bulk)
            {
                return request.Path.Contains("activity", StringComparison.Ordinal) ? LoopbackAnswer.Silence : bulk.Answer(request);
            }
        });
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var sink = SinkFor(new() { Url = server.Url });
        Alert[] batch = [An.Alert("a1"), An.Activity("e1")];

        var write = sink.WriteAsync(batch, cut.Token);
        await SinkBench.UntilAsync(() => sink.Progress.Has(batch[0]) && server.Requests.Count == 2);
        await cut.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.False(sink.Progress.Has(batch[1]));
    }

    [Fact]
    public async Task Goes_over_to_the_next_node_and_stays_there()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Urls = ["http://127.0.0.1:1", server.Url] });

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));
        Assert.Empty(await sink.WriteAsync([An.Alert("a2")], Cancellation));

        Assert.Equal(["a1", "a2"], bulk.Stored.Select(one => one.Id));
        Assert.Equal(0, _meters.Last("eyrie.sink.node.up", "sink=elasticsearch", "url=http://127.0.0.1:1"));
        Assert.Equal(1, _meters.Last("eyrie.sink.node.up", "sink=elasticsearch", $"url={server.Url}"));
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Goes_over_to_the_next_node_from_one_that_says_that_it_is_away_and_comes_back_to_it(int status)
    {
        var (time, bulk, isAway) = (new FakeTimeProvider(), new BulkServer((_, _) => Created), true);
        await using var first = await LoopbackHttp.StartAsync(request => isAway ? new(status) : request.Path == "/" ? new(403) : bulk.Answer(request));
        await using var second = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Urls = [first.Url, second.Url] }, time);
        await sink.WriteAsync([An.Alert("a1")], Cancellation);
        await sink.WriteAsync([An.Alert("a2")], Cancellation);
        Assert.Single(first.Requests);

        isAway = false;
        time.Advance(TimeSpan.FromSeconds(1));
        await sink.WriteAsync([An.Alert("a3")], Cancellation);
        for (var i = 4; _meters.Last("eyrie.sink.node.up", "sink=elasticsearch", $"url={first.Url}") != 1; i++)
        {
            await sink.WriteAsync([An.Alert($"a{i}")], Cancellation);
        }

        Assert.Equal(bulk.Stored.Count, bulk.Stored.Distinct().Count());
        Assert.Equal("/", first.Requests[1].Path); // a small question, then the first batch
        Assert.Equal(3, first.Requests.Count);
    }

    [Theory]
    [InlineData(200, "<html>Please log in</html>")]
    [InlineData(200, """{"items":[{"create":{"status":2""")]
    [InlineData(200, """{"items":[]}""")]
    [InlineData(302, "")]
    [InlineData(404, "<html>nginx</html>")]
    [InlineData(500, "")]
    public async Task Goes_over_to_the_next_node_from_one_that_does_not_speak_as_Elasticsearch_does(int status, string body)
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var stranger = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body));
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Urls = [stranger.Url, server.Url], MaxInFlight = 1 });

        for (var i = 0; i < 10; i++)
        {
            Assert.Empty(await sink.WriteAsync([An.Alert($"a{i}")], Cancellation));
        }

        Assert.Equal(10, bulk.Stored.Count);
        Assert.Single(stranger.Requests);
        Assert.Equal(0, _meters.Last("eyrie.sink.node.up", "sink=elasticsearch", $"url={stranger.Url}"));
    }

    [Fact]
    public async Task Says_once_that_a_node_is_away_which_answers_small_questions_only()
    {
        var (time, log, bulk) = (new FakeTimeProvider(), new RecordedLog<ElasticsearchSink>(), new BulkServer((_, _) => Created));
        await using var half = await LoopbackHttp.StartAsync(request => request.Path == "/" ? new(200, "{}") : LoopbackAnswer.HangUp);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Urls = [half.Url, server.Url], MaxInFlight = 1 }, time, log);

        for (var i = 0; i < 200; i++, time.Advance(TimeSpan.FromSeconds(1)))
        {
            Assert.Empty(await sink.WriteAsync([An.Alert($"a{i}")], Cancellation));
        }

        Assert.Equal(200, bulk.Stored.Count);
        Assert.Contains("does not answer", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.InRange(half.Requests.Count(request => request.Path != "/"), 2, 12);
    }

    [Fact]
    public async Task Reports_a_part_that_was_taken_as_progress()
    {
        var bulk = new BulkServer((id, attempt) => id == "busy" && attempt <= 2 ? """{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}""" : Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url });
        Alert[] batch = [An.Alert("a1"), An.Alert("busy")];

        Assert.True((await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation))).MadeProgress);
        Assert.False((await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation))).MadeProgress);
        Assert.Empty(await sink.WriteAsync(batch, Cancellation));
    }

    // A storm in which one shard of several is behind: what the others take is not to wait for it.
    [Theory]
    [InlineData(3, 6, 20)]
    [InlineData(1000, 1, 0)]
    public async Task Sends_the_rest_of_a_batch_while_some_of_it_is_taken(int takenOf, int requests, int stored)
    {
        var bulk = new BulkServer((id, attempt) => attempt == 1 && (int.Parse(id, CultureInfo.InvariantCulture) + 1) % takenOf != 0
            ? """{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}"""
            : Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url, MaxInFlight = 1, MaxRequestDocuments = 10 });
        var batch = Enumerable.Range(0, 60).Select(i => An.Alert(i.ToString(CultureInfo.InvariantCulture))).ToArray();

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation));

        Assert.Equal((requests, stored, stored > 0), (server.Requests.Count, bulk.Stored.Count, failure.MadeProgress));
    }

    [Fact]
    public async Task Says_once_a_minute_that_documents_go_to_the_failure_store()
    {
        var (time, log, bulk) = (new FakeTimeProvider(), new RecordedLog<ElasticsearchSink>(), new BulkServer((_, _) => """{"status":201,"failure_store":"used"}"""));
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url }, time, log);

        for (var i = 0; i < 31; i++, time.Advance(TimeSpan.FromSeconds(2)))
        {
            await sink.WriteAsync([An.Alert($"a{i}")], Cancellation);
        }

        var lines = log.Lines.Where(line => line.Contains("failure store", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Contains("put 30 documents", lines[1], StringComparison.Ordinal);
    }

    // As Elasticsearch and proxies do it: the answer comes before the body was read, then the connection is gone.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hears_that_a_body_is_too_large_from_who_does_not_read_it(bool gzip)
    {
        await using var server = new EarlyRefusal(most: 100_000);
        using var sink = SinkFor(new() { Url = server.Url, MaxInFlight = 1, Gzip = gzip });

        var rejected = await sink.WriteAsync([Noise("a1", 30_000), Noise("huge", 16_000_000), Noise("a2", 30_000)], Cancellation);

        Assert.Equal("huge", Assert.Single(rejected).Alert.Id);
    }

    [Fact]
    public async Task Sends_documents_to_the_namespaces_of_their_clusters()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url, Namespace = "{cluster}", MaxInFlight = 1 });

        await sink.WriteAsync([An.Alert("a1") with { Cluster = "prod" }, An.Alert("a2") with { Cluster = "../_all" }, An.Alert("a3")], Cancellation);

        Assert.Equal([("logs-eyrie.alerts-prod", "a1"), ("logs-eyrie.alerts-..__all", "a2"), ("logs-eyrie.alerts-default", "a3")], bulk.Stored);
    }

    [Fact]
    public async Task Fails_transiently_when_no_node_can_be_reached()
    {
        using var sink = SinkFor(new() { Urls = ["http://127.0.0.1:1", "http://127.0.0.1:2"] });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert("a1")], Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
    }

    [Fact]
    public async Task Reads_the_API_key_anew_at_each_request()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        var file = _folder.Write("key", "bXlrZXk6c2VjcmV0\n");
        using var sink = SinkFor(new() { Url = server.Url, ApiKeyFile = file, Gzip = true });

        await sink.WriteAsync([An.Alert("a1")], Cancellation);
        _folder.Write("key", "id:rotated");
        await sink.WriteAsync([An.Alert("a2")], Cancellation);

        Assert.Equal("ApiKey bXlrZXk6c2VjcmV0", server.Requests[0].Headers["Authorization"]);
        Assert.Equal("ApiKey " + Convert.ToBase64String("id:rotated"u8), server.Requests[1].Headers["Authorization"]);
    }

    [Fact]
    public async Task Logs_in_with_user_and_password()
    {
        var bulk = new BulkServer((_, _) => Created);
        await using var server = await LoopbackHttp.StartAsync(bulk.Answer);
        using var sink = SinkFor(new() { Url = server.Url, Username = "eyrie", PasswordFile = _folder.Write("password", "pässword") });

        await sink.WriteAsync([An.Alert("a1")], Cancellation);

        Assert.Equal("Basic " + Convert.ToBase64String("eyrie:pässword"u8), server.Requests[0].Headers["Authorization"]);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _folder.Dispose();
    }

    private static Alert Big(string id, int bytes) => An.Alert(id, document: $"{{\"x\":\"{new string('x', bytes)}\"}}");

    private static Alert Noise(string id, int bytes) =>
        An.Alert(id, document: $"{{\"x\":\"{Convert.ToHexString(RandomNumberGenerator.GetBytes(bytes / 2))}\"}}");

    private ElasticsearchSink SinkFor(ElasticsearchOptions options, TimeProvider? time = null, ILogger<ElasticsearchSink>? log = null) => new(
        options with { ManageTemplate = false }, // IndexTemplateTests has its own
        new HttpTarget("Elasticsearch", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), time ?? TimeProvider.System),
        new SinkMetrics(_meters),
        log ?? NullLogger<ElasticsearchSink>.Instance);
}
