using Eyrie.Commands;
using Eyrie.Enricher.Explain;

namespace Eyrie.Tests.Commands;

/// <summary><c>eyrie replay</c> and <c>eyrie explain</c> as far as they go without Kafka.</summary>
public sealed class HistoryCommandsTests : IDisposable
{
    private static readonly string Hostile = "a\u001b[31m\u202e\u0007\nb";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-history-");

    [Theory]
    [InlineData("2026-11-23T06:00:00Z", "2026-11-23T06:00:00.000000000Z")]
    [InlineData("2026-11-23T06:00:00.123456789Z", "2026-11-23T06:00:00.123456789Z")]
    [InlineData("2026-11-23T07:00+01:00", "2026-11-23T06:00:00.000000000Z")]
    [InlineData("2026-11-23 07:00:30.5+01:00", "2026-11-23T06:00:30.500000000Z")]
    [InlineData("2026-11-23T06:00Z", "2026-11-23T06:00:00.000000000Z")]
    [InlineData("2h", "2026-11-24T10:00:00.000000000Z")]
    [InlineData("1d12h", "2026-11-23T00:00:00.000000000Z")]
    public void Reads_moments_as_people_write_them(string text, string moment) => Assert.Equal(moment, MomentText.Read(text)!.At(new Noon()).ToString());

    [Theory]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T06:00:00")]
    [InlineData("yesterday")]
    [InlineData("-2h")]
    [InlineData("5")]
    [InlineData("")]
    public void Wants_a_zone_or_a_unit(string text) => Assert.Null(MomentText.Read(text));

    [Theory]
    [InlineData("--from TIME is missing", "replay", "--to", "x")]
    [InlineData("--to TOPIC (or --dry-run) is missing", "replay", "--from", "2h")]
    [InlineData("--to: 'eyrie.alerts.v1' is the pipeline's own topic", "replay", "--from", "2h", "--to", "eyrie.alerts.v1")]
    [InlineData("--activity-to: 'eyrie.state.v1' is the pipeline's own topic", "replay", "--from", "2h", "--to", "x", "--activity-to", "eyrie.state.v1")]
    [InlineData("--to and --activity-to name the same topic 'x'", "replay", "--from", "2h", "--to", "x", "--activity-to", "x")]
    [InlineData("--from: found 'noon', allowed: a date with time and zone", "replay", "--from", "noon", "--to", "x")]
    [InlineData("--warm-up: found '5', allowed: a duration", "replay", "--from", "2h", "--to", "x", "--warm-up", "5")]
    [InlineData("is not before --until", "replay", "--from", "1h", "--until", "2h", "--to", "x")]
    [InlineData("--top '0' is no whole number from 1 to 1000", "noise", "--top", "0")]
    [InlineData("--since: found 'noon', allowed: a date with time and zone", "noise", "--since", "noon")]
    [InlineData("'nothing' is neither a file nor an event's id", "explain", "nothing")]
    [InlineData("--offline needs the alert's document", "explain", "0123456789abcdef0123456789abcdef", "--offline")]
    public async Task Says_what_to_write_instead(string words, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_alert_is_told_in_a_line()
    {
        var (code, _, error) = await RunAsync("explain", Write("{}"), "--offline");

        Assert.Equal(2, code);
        Assert.Contains("the document has no event.id", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_alone_is_explained_in_text_and_json()
    {
        var file = Write("""
            {"@timestamp":"2026-11-23T06:00:00Z","event":{"id":"a1","module":"falco"},"host":{"name":"vm"},"rule":{"name":"R"},"process":{"name":"sh"},
             "falco":{"output_fields":{"proc.name":"sh"}},"eyrie":{"suppressed":{"reason":"builds do that","owner":"platform","expires":"2027-02-20","source":"/etc/d.yaml line 4"},"correlation":{"method":"sensor","confidence":"low","reason":"the alert has no proc.pid"}}}
            """);

        var text = await RunAsync("explain", file, "--offline");
        var json = await RunAsync("explain", file, "--offline", "--json");

        Assert.Equal((0, 0), (text.Code, json.Code));
        Assert.All(
            ["Alert a1: R", "Join: sensor, low", "not joined", "append_output", "marked  as excepted, nobody is called: platform wrote 'builds do that' at /etc/d.yaml line 4, until 2027-02-20", "process.name", "sensor: proc.name"],
            words => Assert.Contains(words, text.Output, StringComparison.Ordinal));
        using var document = System.Text.Json.JsonDocument.Parse(json.Output);
        Assert.Equal("sensor", document.RootElement.GetProperty("join").GetProperty("method").GetString());
        Assert.Contains(document.RootElement.GetProperty("fields").EnumerateArray(), field => field.GetProperty("origin").GetString() == "ingestor");
    }

    [Fact]
    public void Nothing_that_an_event_says_reaches_the_terminal_as_it_is()
    {
        var explanation = new Explanation
        {
            Id = Hostile,
            Rule = Hostile,
            Time = Hostile,
            Node = Hostile,
            Tree = Hostile,
            Event = new(Hostile, Hostile, Hostile, 1, 2, 3),
            Join = new()
            {
                Method = Hostile,
                Confidence = Hostile,
                Reason = Hostile,
                Meaning = Hostile,
                ReleasedBy = Hostile,
                WaitedMilliseconds = 1,
                Advice = [Hostile],
                Candidates = [new() { Chosen = true, Verdict = Hostile, Fit = "proven", CommandLine = Hostile, ExecId = Hostile, ToldBy = Hostile }],
            },
            Processes = [new(1, Hostile, Hostile, Hostile)],
            Fields = [new(Hostile, Hostile, FieldOrigin.Sensor, Hostile)],
            Differences = [new(Hostile, Hostile, Hostile)],
            Notes = [Hostile],
            Suppressed = new(Hostile, Hostile, Hostile, Hostile),
        };
        var output = new StringWriter { NewLine = "\n" };

        ExplanationText.Write(output, explanation);

        Assert.DoesNotContain(output.ToString(), c => (char.IsControl(c) && c != '\n') || c is '\u202e');
        Assert.DoesNotContain(output.ToString().Split('\n'), line => line == "b");
        Assert.True(output.ToString().Split("\\x1b").Length > 20, "everything is shown, escaped");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(Program.Create().WithExamples(), args, new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (code, output.ToString(), error.ToString());
    }

    private string Write(string text)
    {
        var file = Path.Combine(_folder.FullName, "alert.json");
        File.WriteAllText(file, text);
        return file;
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    }
}
