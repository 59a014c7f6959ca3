using System.Globalization;
using System.Text;
using System.Text.Json;
using Eyrie.Commands;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Tests.Commands;

/// <summary><c>eyrie tail</c> with a Kafka in this process.</summary>
public sealed class TailCommandTests : IDisposable
{
    private static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch.AddYears(56);
    private readonly TestFolder _folder = new();
    private readonly string _prefix = $"tail-{Guid.NewGuid():N}.";
    private readonly Topics _topics;
    private readonly InProcessKafka _kafka;
    private readonly Confluent.Kafka.IProducer<string, byte[]> _producer;
    private readonly string _config;

    public TailCommandTests()
    {
        _topics = new(_prefix, 3);
        _kafka = InProcessKafka.Start(_topics);
        _producer = new KafkaClients(Options.Create(new KafkaOptions { BootstrapServers = _kafka.BootstrapServers }), NullLogger<KafkaClients>.Instance).CreateProducer();
        _config = _folder.Write("eyrie.yaml", $"kafka: {{ bootstrapServers: '{_kafka.BootstrapServers}' }}\ntopics: {{ prefix: '{_prefix}', partitions: 3, replicationFactor: 1 }}\n");
    }

    public void Dispose()
    {
        _producer.Dispose();
        _kafka.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Shows_the_past_of_all_partitions_in_the_order_of_time()
    {
        await PutAsync(An(3, "third"), partition: 0);
        await PutAsync(An(1, "first"), partition: 2);
        await PutAsync(An(2, "second"), partition: 1);

        var (code, output, _) = await PastAsync();

        Assert.Equal(0, code);
        Assert.Equal(["first", "second", "third"], Rules(output));
        Assert.Contains("| pod shop/web-1 | systemd(1) > sh(7) | -> incident 9183deff71c… #4, risk 65", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kept,mild", "--severity", "debug")]
    [InlineData("kept", "--severity", "warning")]
    [InlineData("kept", "--severity", "warn", "--namespace", "SH*")]
    [InlineData("", "--namespace", "other")]
    [InlineData("kept", "--rule", "k?pt")]
    [InlineData("kept,mild", "--incident", "9183DEFF")]
    [InlineData("", "--incident", "9183deee")]
    [InlineData("kept,mild", "--node", "vm")]
    [InlineData("kept,mild,hushed", "--suppressed")]
    public async Task Shows_what_fits_all_filters(string rules, params string[] filter)
    {
        await PutAsync(An(1, "kept", Severity.Critical));
        await PutAsync(An(2, "mild", Severity.Notice));
        await PutAsync(An(3, "hushed", Severity.Notice, suppressed: true));
        await PutAsync("""{"@timestamp":"2026-01-01T00:00:04Z","event":{"id":"0a","kind":"event"},"message":"a process"}""");

        var (_, output, _) = await PastAsync(filter);

        Assert.Equal(rules, string.Join(',', Rules(output)));
    }

    [Fact]
    public async Task Lets_nothing_through_that_a_terminal_would_obey()
    {
        await PutAsync(An(1, "evil\u001b[2J\u009b2J\u202e\nline"));

        var (_, lines, _) = await PastAsync();
        var (_, json, _) = await PastAsync("--json");

        Assert.Contains(@"evil\x1b[2J\x9b2J\u202e\nline", lines, StringComparison.Ordinal);
        Assert.All((string[])[lines, json], output => Assert.All(output.TrimEnd('\n'), c => Assert.InRange(c, ' ', '\u2192')));
        Assert.All(json.TrimEnd('\n'), c => Assert.InRange(c, ' ', '~'));
        Assert.Equal("evil\u001b[2J\u009b2J\u202e\nline", JsonDocument.Parse(json).RootElement.GetProperty("rule").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Goes_on_where_a_record_is_no_alert_and_says_so_once()
    {
        await PutAsync("no JSON", partition: 0);
        await PutAsync("{}", partition: 0);
        await PutAsync(An(1, "after"), partition: 0);

        var (code, output, error) = await PastAsync();

        Assert.Equal(0, code);
        Assert.Equal(["after"], Rules(output));
        Assert.Matches(@"^eyrie: \S+alerts\.v1 partition 0 offset 0 is no alert of ours: .*; more of them are not told\n$", error);
    }

    [Fact]
    public async Task Shows_that_an_incident_is_over()
    {
        await PutAsync($$"""
            {"@timestamp":"2026-01-01T00:00:04Z","event":{"id":"0b","kind":"event","module":"eyrie","action":"incident-closed","severity":5},
             "message":"Incident over: 5 alerts","eyrie":{"incident":{"id":"9183deff71cfd5f32e5374aed07999e6"} } }
            """.ReplaceLineEndings(""));

        var (_, output, _) = await PastAsync("--incident", "9183deff71");

        Assert.Equal("00:00:04.000  incident 9183deff71c…  Incident over: 5 alerts\n", output);
    }

    [Fact]
    public async Task Shows_what_comes_from_now_on_and_commits_nothing()
    {
        await PutAsync(An(1, "past"));
        using var stop = new CancellationTokenSource();
        var output = new AwaitedLines();
        var running = Program.Create().Parse(["tail", "--config", _config])
            .InvokeAsync(new() { Output = output, Error = TextWriter.Null, EnableDefaultExceptionHandler = false }, stop.Token);
        var shown = output.NextAsync(TestContext.Current.CancellationToken);
        for (var i = 2; !shown.IsCompleted; i++)
        {
            await PutAsync(An(i, "news"));
            await Task.WhenAny(shown, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken)); // it says nowhere that it has begun
        }

        await stop.CancelAsync();

        Assert.Contains("news", await shown, StringComparison.Ordinal);
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Says_what_to_do_where_there_is_no_topic()
    {
        var config = _folder.Write("other.yaml", $"kafka: {{ bootstrapServers: '{_kafka.BootstrapServers}' }}\ntopics: {{ prefix: 'none.' }}\n");
        using var error = new StringWriter();

        var code = await RunAsync(TextWriter.Null, error, config);

        Assert.Equal(2, code);
        Assert.Equal("eyrie: Kafka has no topic none.alerts.v1: 'eyrie topics create' makes it\n", error.ToString());
    }

    [Theory]
    [InlineData("--severity", "wraning", "--severity: found 'wraning', allowed: debug, informational")]
    [InlineData("--incident", "xyz", "--incident: found 'xyz', allowed: an incident's id, or its first 6 digits or more")]
    [InlineData("--since", "yesterday", "--since: found 'yesterday', allowed: a date")]
    public async Task Says_what_is_allowed(string option, string value, string allowed)
    {
        using var error = new StringWriter();

        var code = await RunAsync(TextWriter.Null, error, _config, option, value);

        Assert.Equal(2, code);
        Assert.Contains(allowed, error.ToString(), StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> PastAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RunAsync(output, error, _config, ["--since", "2026-01-01T00:00:00Z", "--no-follow", .. args]);
        return (code, output.ToString(), error.ToString());
    }

    private static Task<int> RunAsync(TextWriter output, TextWriter error, string config, params string[] args) => CommandLine.RunAsync(
        Program.Create().WithExamples(), ["tail", "--config", config, .. args], new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });

    private async Task PutAsync(string document, int partition = 1) => await _producer.ProduceAsync(
        new Confluent.Kafka.TopicPartition(_topics.Alerts, partition), new() { Key = "k", Value = Encoding.UTF8.GetBytes(document), Headers = [] });

    private static IEnumerable<string> Rules(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]);

    private static string An(int second, string rule, Severity severity = Severity.Warning, bool suppressed = false) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["@timestamp"] = Then.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["event"] = new { id = $"{second:x32}", kind = "alert", module = "falco", severity = (int)severity, risk_score = 65 },
        ["rule"] = new { name = rule },
        ["host"] = new { name = "vm" },
        ["orchestrator"] = new { @namespace = "shop" },
        ["kubernetes"] = new { pod = new { name = "web-1" } },
        ["eyrie"] = new
        {
            incident = new { id = "9183deff71cfd5f32e5374aed07999e6", sequence = 4 },
            process = new { tree = "systemd(1) > sh(7)" },
            suppressed = suppressed ? new { reason = "known" } : null,
        },
    });

    /// <summary>An output of which one can wait for the next line.</summary>
    private sealed class AwaitedLines : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> NextAsync(CancellationToken cancellation) => _line.Task.WaitAsync(cancellation);

        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}
