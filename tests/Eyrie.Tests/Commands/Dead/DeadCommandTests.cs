using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Letters;

namespace Eyrie.Tests.Commands.Dead;

/// <summary><c>eyrie dead</c> with a Kafka: the one in this process, or that of <c>EYRIE_TEST_KAFKA</c>.</summary>
public sealed class DeadCommandTests : IDisposable
{
    private const string One = "0123456789abcdef0123456789abcdef";
    private const string Two = "fedcba9876543210fedcba9876543210";
    private readonly DeadBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Lists_letters_by_reason_stage_and_sink_with_the_first_error()
    {
        await _bench.SinkLetterAsync("elasticsearch", One, error: "mapping: \u001b[31mred\u202e", at: Hours(-3));
        await _bench.SinkLetterAsync("elasticsearch", Two, error: "another", at: Hours(-1));
        await _bench.SinkLetterAsync("slack", One, "unreadable", at: Hours(-2));

        var (code, output, _) = await _bench.RunAsync("list");

        Assert.Equal(0, code);
        var lines = output.Split('\n');
        Assert.Matches(@"^rejected +sinks +elasticsearch +2 +\S+Z +\S+Z +mapping: \\x1b\[31mred\\u202e$", lines[1]);
        Assert.Matches("^unreadable +sinks +slack +1 ", lines[2]);
        Assert.DoesNotContain('\u001b', output);
    }

    [Theory]
    [InlineData(1, "--sink", "slack")]
    [InlineData(2, "--sink", "Elastic*")]
    [InlineData(3, "--sink", "slack,elasticsearch")]
    [InlineData(1, "--reason", "unreadable")]
    [InlineData(0, "--stage", "ingestor")]
    [InlineData(1, "--rule", "Other, with comma")]
    [InlineData(1, "--since", "90m")]
    [InlineData(2, "--until", "90m")]
    [InlineData(1, "--since", "150m", "--until", "90m")]
    [InlineData(2, "--id", One)]
    public async Task Filters_what_it_lists(int count, params string[] filter)
    {
        await _bench.SinkLetterAsync("elasticsearch", One, at: Hours(-3));
        await _bench.SinkLetterAsync("elasticsearch", Two, rule: "Other, with comma", at: Hours(-1));
        await _bench.SinkLetterAsync("slack", One, "unreadable", at: Hours(-2));

        var (_, output, error) = await _bench.RunAsync(["list", "--all", "--json", .. filter]);

        Assert.Equal(("", count), (error, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Fact]
    public async Task A_sinks_letter_goes_to_that_sink_alone_under_its_id_and_is_listed_no_more()
    {
        var id = await _bench.SinkLetterAsync("pagerduty", One);

        var (code, output, _) = await _bench.RunAsync("retry", id);

        Assert.Equal((0, "1 letter retried.\n"), (code, output));
        var record = Assert.Single(_bench.Read(_bench.Topics.Retry)).Message;
        Assert.Equal("subject", record.Key);
        Assert.Equal(DeadBench.Document(One), record.Value);
        Assert.Equal(
            ["id=" + One, "severity=critical", "rule=Shell", "urgent=1", "sink=pagerduty", "topic=" + _bench.Topics.Alerts],
            record.Headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"));
        Assert.Equal("No dead letters.\n", (await _bench.RunAsync("list")).Output);
        var settled = await _bench.RunAsync("list", "--settled", "--all");
        Assert.Matches($"^{id} +\\S+Z  retried by \\S+@\\S+  \\(sinks/pagerduty, rejected  {One}  \\[Shell\\]\\)\n$", settled.Output);
        Assert.Contains("settled: ", (await _bench.RunAsync("show", id)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retrying_twice_is_noticed()
    {
        var id = await _bench.SinkLetterAsync("slack", One);
        await _bench.RunAsync("retry", id);

        var second = await _bench.RunAsync("retry", id);
        var filtered = await _bench.RunAsync("retry", "--sink", "slack");
        var again = await _bench.RunAsync("retry", id, "--again", "--json");

        Assert.Equal(1, second.Code);
        Assert.Contains($"{id}: retried or dropped before", second.Output, StringComparison.Ordinal);
        Assert.Equal((0, "0 letters retried.\n"), (filtered.Code, filtered.Output));
        Assert.Equal(1, (int)JsonNode.Parse(again.Output)!["done"]!);
        Assert.Equal(2, _bench.Read(_bench.Topics.Retry).Count);
    }

    [Fact]
    public async Task A_letter_that_failed_again_remembers_where_the_sink_had_read_it_first()
    {
        await _bench.ProduceAsync(_bench.Topics.Dead, "node", "{}"u8.ToArray(),
            [("id", One), ("sink", "elasticsearch"), ("topic", _bench.Topics.Activity), ("stage", "sinks"), ("sink", "elasticsearch"), ("reason", "rejected"),
             ("error", "no"), ("topic", _bench.Topics.Retry), ("partition", "0"), ("offset", "0")]);

        await _bench.RunAsync("retry", "--all");

        var headers = Assert.Single(_bench.Read(_bench.Topics.Retry)).Message.Headers;
        Assert.Equal(["id", "sink", "topic"], headers.Select(header => header.Key));
        Assert.Equal(_bench.Topics.Activity, headers.Text("topic"));
    }

    [Fact]
    public async Task An_event_goes_back_to_where_events_are_with_its_own_headers()
    {
        (string, string)[] own = [("sensor", "tetragon"), ("format", "tetragon-json"), ("node", "vm"), ("received", "17"), ("id", One)];
        await _bench.ProduceAsync(_bench.Topics.Dead, "vm", [1, 2, 3],
            [.. own, ("stage", "enricher"), ("reason", "unreadable"), ("error", "no JSON"), ("topic", _bench.Topics.Events), ("partition", "1"), ("offset", "9")]);
        await _bench.ProduceAsync(_bench.Topics.Dead, "vm", [4], [.. own, ("stage", "ingestor"), ("reason", "too_large"), ("error", "large")]);

        var (code, _, _) = await _bench.RunAsync("retry", "--stage", "enricher,ingestor");

        Assert.Equal(0, code);
        var records = _bench.Read(_bench.Topics.Events);
        Assert.Equal([[1, 2, 3], [4]], records.Select(record => record.Message.Value).OrderByDescending(value => value.Length));
        Assert.All(records, record => Assert.Equal(
            own.Select(header => header.Item1), record.Message.Headers.Select(header => header.Key)));
        Assert.All(records, record => Assert.Equal(KeyPartition.Of("vm", 2), record.Partition.Value));
    }

    [Fact]
    public async Task A_letter_that_was_cut_is_whole_again_when_its_original_is_there()
    {
        var whole = await _bench.ProduceAsync(_bench.Topics.Alerts, "k", DeadBench.Document(One), [("id", One)]);
        string[] source = [whole.Topic, whole.Partition.Value.ToString(Culture), whole.Offset.Value.ToString(Culture)];
        await Cut("", source);
        await Cut("""{"ev""", source);
        await Cut("", [source[0], source[1], "4711"]);
        await Cut("", []);

        var (code, output, _) = await _bench.RunAsync("retry", "--all", "--yes");

        Assert.Equal(1, code);
        Assert.StartsWith("2 letters retried.", output, StringComparison.Ordinal);
        Assert.Contains($"it was cut from 99 bytes, and {_bench.Topics.Alerts} has offset 4711 of partition {source[1]} no more", output, StringComparison.Ordinal);
        Assert.Contains("it was cut from 99 bytes, and it was never in a topic to be read again", output, StringComparison.Ordinal);
        Assert.All(_bench.Read(_bench.Topics.Retry), record => Assert.Equal(DeadBench.Document(One), record.Message.Value));
        Assert.Equal(2, (int)JsonNode.Parse((await _bench.RunAsync("list", "--json")).Output)![0]!["letters"]!);

        Task Cut(string value, string[] place) => _bench.ProduceAsync(_bench.Topics.Dead, "k", Encoding.UTF8.GetBytes(value),
            [("id", One), ("stage", "sinks"), ("sink", "slack"), ("reason", "rejected"), ("error", "x"), ("size", "99"),
             .. place.Zip(["topic", "partition", "offset"], (text, name) => (name, text))]);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await _bench.SinkLetterAsync("slack", One);

        var (code, output, _) = await _bench.RunAsync("retry", "--all", "--dry-run");

        Assert.Equal((0, "1 letter would be retried.\n"), (code, output));
        Assert.Empty(_bench.Read(_bench.Topics.Retry));
        Assert.Single(_bench.Read(_bench.Topics.Dead));
    }

    [Fact]
    public async Task Many_letters_need_a_yes()
    {
        for (var i = 0; i < 11; i++)
        {
            await _bench.SinkLetterAsync("slack", One);
        }

        Assert.SkipUnless(Console.IsInputRedirected, "Somebody sits at this terminal and would be asked.");
        var unasked = await _bench.RunAsync("drop", "--all", "--because", "a test");
        var asked = await _bench.RunAsync("drop", "--all", "--because", "a test", "--yes");

        Assert.Equal(2, unasked.Code);
        Assert.Contains("11 letters would be dropped: say --yes", unasked.Error, StringComparison.Ordinal);
        Assert.Equal((0, "11 letters dropped.\n"), (asked.Code, asked.Output));
        Assert.Contains("a test", (await _bench.RunAsync("list", "--settled")).Output, StringComparison.Ordinal);
        Assert.Equal("No dead letters.\n", (await _bench.RunAsync("list")).Output);
    }

    [Fact]
    public async Task A_sensors_event_is_shown_to_who_asks_for_it_alone()
    {
        var secret = Encoding.UTF8.GetBytes("""{"cmd":"mysql -pHunter2","x":"\u001b"}""");
        var written = await _bench.ProduceAsync(_bench.Topics.Dead, "vm", secret, [("format", "tetragon-json"), ("stage", "enricher"), ("reason", "unreadable"), ("error", "\u001b]0;x\u0007")]);
        var id = $"{written.Partition.Value}-{written.Offset.Value}";

        var plain = await _bench.RunAsync("show", id);
        var json = await _bench.RunAsync("show", id, "--json");
        var raw = await _bench.RunAsync("show", id, "--raw");
        var saved = await _bench.RunAsync("show", id, "--output", _bench["event"]);

        Assert.DoesNotContain("Hunter2", plain.Output + json.Output, StringComparison.Ordinal);
        Assert.Contains("--raw shows it", plain.Output, StringComparison.Ordinal);
        Assert.Contains("Hunter2", raw.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(plain.Output + json.Output + raw.Output, c => char.IsControl(c) && c != '\n');
        Assert.Equal(0, saved.Code);
        Assert.Equal(secret, File.ReadAllBytes(_bench["event"]));
    }

    [Theory]
    [InlineData("""{"message":"\ud800"}""")]
    [InlineData("""{"a":1,"a":{"b":"\udc00"}}""")]
    public async Task A_document_with_half_a_character_is_shown_as_bytes(string document)
    {
        await _bench.ProduceAsync(_bench.Topics.Dead, "k", Encoding.UTF8.GetBytes(document), [("stage", "sinks"), ("sink", "slack"), ("reason", "unreadable")], partition: 0);

        var (text, json) = (await _bench.RunAsync("show", "0-0"), await _bench.RunAsync("show", "0-0", "--json"));

        Assert.Equal((0, 0), (text.Code, json.Code));
        Assert.Contains("  00000000  7b 22 ", text.Output, StringComparison.Ordinal);
        Assert.Equal(document, Encoding.UTF8.GetString(Convert.FromBase64String((string)JsonNode.Parse(json.Output)!["base64"]!)));
    }

    [Fact]
    public async Task Bytes_that_are_no_document_are_shown_as_bytes()
    {
        var written = await _bench.ProduceAsync(_bench.Topics.Dead, "vm", [0x0a, 0x41, 0x1b, 0xff], [("stage", "sinks"), ("sink", "slack"), ("reason", "unreadable")]);

        var (_, output, _) = await _bench.RunAsync("show", $"{written.Partition.Value}-{written.Offset.Value}");

        Assert.Matches(@"00000000  0a 41 1b ff +\.A\.\.\n", output);
    }

    [Theory]
    [InlineData("say which letters", "retry")]
    [InlineData("--all and a choice of letters exclude each other", "retry", "--all", "--sink", "slack")]
    [InlineData("'abc' is neither a letter", "retry", "abc")]
    [InlineData("--because is empty", "drop", "--all", "--because", " ")]
    [InlineData("'--because' is required", "drop", "--all")]
    [InlineData("is no letter's id", "show", "7")]
    [InlineData("--again needs the letters' own ids", "retry", "--all", "--again")]
    [InlineData("is not before --until", "list", "--since", "1h", "--until", "2h")]
    public async Task Says_what_to_write_instead(string words, params string[] args)
    {
        var (code, _, error) = await _bench.RunAsync(args);

        Assert.Equal(2, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_is_not_there_is_told()
    {
        Assert.Equal(1, (await _bench.RunAsync("show", "1-99")).Code);
        var (code, output, _) = await _bench.RunAsync("retry", "1-99");
        Assert.Equal(1, code);
        Assert.Contains("1 of the ids is not on the topic", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_second_takes_over()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA") is not null, "The in-process Kafka fences nobody: set EYRIE_TEST_KAFKA.");
        var id = await _bench.SinkLetterAsync("slack", One);
        Assert.True(LetterId.TryParse(id, out var letterId));
        using var retries = new LetterRetries(_bench.Clients, _bench.Topics, TimeProvider.System);
        using var box = new LetterBox(_bench.Clients, _bench.Topics, TimeProvider.System);
        var letter = box.Find(letterId, TestContext.Current.CancellationToken)!.Value.Letter;
        using var first = LetterDesk.Open(_bench.Clients, _bench.Topics, _bench.Topics.Dead, "first@host");
        using var second = LetterDesk.Open(_bench.Clients, _bench.Topics, _bench.Topics.Dead, "second@host");

        Assert.Empty(second.Retry([retries.Prepare(letter)]));
        var failure = Assert.Throws<PipelineException>(() => first.Retry([retries.Prepare(letter)]));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.Single(_bench.Read(_bench.Topics.Retry));
    }

    private static System.Globalization.CultureInfo Culture => System.Globalization.CultureInfo.InvariantCulture;

    private static DateTimeOffset Hours(int hours) => TimeProvider.System.GetUtcNow().AddHours(hours);
}
