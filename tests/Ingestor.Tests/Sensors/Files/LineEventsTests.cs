using System.Text;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors.Files;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Sensors.Files;

public sealed class LineEventsTests
{
    private const string Alert = """{"rule":"Terminal shell","output_fields":{"proc.cmdline":"sh -c \"{\""}}""";

    private static readonly string[] Prefixes =
    [
        "",
        "  ",
        "\uFEFF",
        "2026-01-02T03:04:05.123456789Z stdout F ",
        "2026-01-02T03:04:05.123456789+01:00 stderr F ",
        "2026-01-02T03:04:05.123456789Z stdout F:x ",
        "2026-01-02T03:04:05.123456789Z ",
        "[pod/falco-x7k2p/falco] ",
        "[pod/falco-x7k2p/falco] 2026-01-02T03:04:05.123456789Z ",
        "falco-1  | ",
        "Jan  2 03:04:05 node-1 falco[123]: ",
        "Jan 02 03:04:05 node-1 falco: ",
        "Jan 02 03:04:05.123456 node-1 falco[123]: ",
        "2026-01-02T03:04:05+0000 node-1 falco[123]: ",
        "2026-01-02T03:04:05.123456+00:00 node-1 falco: ",
        "<13>Jan  2 03:04:05 node-1 falco[123]: ",
        "<13>Jan  2 03:04:05 falco[123]: ",
        "<13>falco[123]: ",
        "<13>1 2026-01-02T03:04:05.123Z node-1 falco 123 - - ",
        "<165>1 2026-01-02T03:04:05.003Z node-1 falco - ID47 [a@1 b=\"c\\\"]\" d=\"e\"][f@2] \uFEFF",
        "2026-01-02T03:04:05.123456789Z stdout F Jan  2 03:04:05 node-1 falco[123]: ",
    ];

    public static TheoryData<string> Known => [.. Prefixes];

    [Theory]
    [MemberData(nameof(Known))]
    public void Frees_an_event_of_what_was_written_before_it(string prefix)
    {
        var outcome = Assert.Single(Take(prefix + Alert + "\r"));

        Assert.Equal((Alert, null), (Text(outcome), outcome.Reason));
    }

    [Theory]
    [InlineData("Mon Jan  5 03:04:05 2026: Falco version: 0.43.1 (x86_64)", "no JSON object")]
    [InlineData("03:04:05.123456789: Warning Shell (command=sh)", "set json_output: true in falco.yaml")]
    [InlineData("2026-01-02T03:04:05.1Z stdout F 03:04:05.123456789: Warning Shell (command=sh)", "set json_output: true in falco.yaml")]
    [InlineData("03:04:05.123456789: Warning Shell command={\"rule\":\"forged\"}", "set json_output: true in falco.yaml")]
    [InlineData("Jan  2 03:04:05 node-1 falco[1]: 03:04:05.123456789: Warning Shell command={\"rule\":\"forged\"}", "set json_output: true")]
    [InlineData("Jan  2 03:04:05 node-1 sh: command not found: {\"rule\":\"forged\"}", "no JSON object")]
    [InlineData("anything {\"rule\":\"forged\"}", "no JSON object")]
    [InlineData("[1,2]", "no JSON object")]
    [InlineData("\"text\"", "no JSON object")]
    [InlineData("{\"rule\":", "goes wrong at byte 8 of 8")]
    [InlineData("{\"rule\":\"a\u0001\"}", "goes wrong at byte")]
    [InlineData("{rule}", "goes wrong at byte 1 of 6")]
    public void Rejects_what_is_no_event_and_says_why(string line, string why)
    {
        var outcome = Assert.Single(Take(line));

        Assert.Equal(RejectReasons.Unreadable, outcome.Reason);
        Assert.Contains(why, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r")]
    [InlineData("2026-01-02T03:04:05.123456789Z stdout F ")]
    [InlineData("2026-01-02T03:04:05.123456789Z stdout F")]
    [InlineData("""{"log":"\n","stream":"stdout","time":"2026-01-02T03:04:05Z"}""")]
    public void Passes_over_empty_lines(string line) => Assert.Empty(Take(line));

    [Fact]
    public void Carries_bytes_that_are_no_Unicode()
    {
        byte[] line = [.. "{\"a\":\""u8, 0xFF, 0xC3, 0x28, .. "\"}"u8];

        Assert.Equal(line, Assert.Single(Take(line)).Payload);
    }

    [Fact]
    public void Hands_on_both_objects_of_a_line_and_rejects_what_is_behind_one()
    {
        var outcomes = Take("{\"a\":1} {\"b\":2}{\"c\":");

        Assert.Equal(["{\"a\":1}", "{\"b\":2}", "{\"c\":"], outcomes.Select(Text));
        Assert.Equal([null, null, RejectReasons.Unreadable], outcomes.Select(outcome => outcome.Reason));
    }

    [Fact]
    public void Joins_the_pieces_of_CRI_lines_for_each_output()
    {
        var outcomes = Take(
            $"2026-01-02T03:04:05.1Z stdout P {Alert[..10]}",
            "2026-01-02T03:04:05.1Z stderr P {\"e\"",
            $"2026-01-02T03:04:05.1Z stdout P {Alert[10..20]}",
            "2026-01-02T03:04:05.1Z stderr F :1}",
            $"2026-01-02T03:04:05.1Z stdout F {Alert[20..]}",
            "2026-01-02T03:04:05.1Z stdout F {\"n\":1}");

        Assert.Equal(["{\"e\":1}", Alert, "{\"n\":1}"], outcomes.Select(Text));
    }

    [Fact]
    public void Keeps_the_spaces_where_CRI_cut_a_line() =>
        Assert.Equal("{\"a\":\"b c\"}", Text(Assert.Single(Take("2026-01-02T03:04:05.1Z stdout P {\"a\":\"b ", "2026-01-02T03:04:05.1Z stdout F c\"}"))));

    [Fact]
    public void Unpacks_and_joins_docker_lines()
    {
        var outcomes = Take(
            Docker(Alert + "\n"), Docker("{\"a\":\"\u00e9"), Docker("\"}\n"), Docker("{\"b\":1}\n").Replace("}\n", "}", StringComparison.Ordinal));

        Assert.Equal([Alert, "{\"a\":\"\u00e9\"}", "{\"b\":1}"], outcomes.Select(Text));
    }

    [Fact]
    public void Takes_an_event_for_one_that_only_looks_like_dockers()
    {
        const string Event = """{"log":"a","stream":"stdout","rule":"r"}""";

        Assert.Equal(Event, Text(Assert.Single(Take(Event))));
    }

    [Fact]
    public void Cuts_joined_lines_that_are_too_long()
    {
        var events = new LineEvents(SensorFormat.FalcoJson, maxLineBytes: 1024);
        var outcomes = new List<LineOutcome>();
        for (var i = 0; i < 100; i++)
        {
            events.Take(Encoding.UTF8.GetBytes("2026-01-02T03:04:05.1Z stdout P " + new string('a', 100)), i, isCut: false, outcomes);
        }

        Assert.Equal(0, events.OldestPartial);
        events.Take("2026-01-02T03:04:05.1Z stdout F "u8, 100, isCut: false, outcomes);

        var outcome = Assert.Single(outcomes);
        Assert.Equal((RejectReasons.TooLarge, 1024), (outcome.Reason, outcome.Payload.Length));
        Assert.Null(events.OldestPartial);
    }

    [Fact]
    public void Gives_an_event_the_same_id_however_it_was_wrapped()
    {
        foreach (var alert in Samples.Lines("falco/falco-0.43.1-http.jsonl"))
        {
            Assert.All(
                Prefixes.Select(prefix => prefix + alert).Append(Docker(alert + "\n")),
                line => Assert.Equal(alert, Text(Assert.Single(Take(line)))));
        }
    }

    [Fact]
    public void Takes_every_recorded_event_of_both_sensors()
    {
        string[] files = ["tetragon/cilium-docs.jsonl", "tetragon/cilium-go-tests.jsonl", "falco/falcosidekick-tests.jsonl", "falco/falco-website.jsonl"];
        Assert.All(files.SelectMany(Samples.Lines), line => Assert.Equal(line.Trim(), Text(Assert.Single(Take(line)))));
    }

    [Fact]
    public void Never_throws_whatever_the_bytes_are()
    {
        var samples = Samples.Lines("falco/falco-0.43.1-http.jsonl").Concat(Samples.Lines("tetragon/cilium-docs.jsonl"))
            .SelectMany(line => Prefixes.Select(prefix => prefix + line).Append(Docker(line + "\n"))).Select(Encoding.UTF8.GetBytes).ToArray();
        var mutated = Gen.Select(Gen.Int[0, samples.Length - 1].Select(i => samples[i]), Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[1, 8], Gen.Int[0, 3]);
        mutated.Sample((sample, changes, cut) =>
        {
            var line = sample[..^Math.Min(cut * 7, sample.Length)];
            foreach (var (at, value) in changes)
            {
                line[at % line.Length] = value;
            }

            CheckAccounted(line);
        }, iter: 3_000);
        Gen.Byte.Array[0, 200].Sample(CheckAccounted, iter: 3_000);
    }

    /// <summary>What is handed on is an object; what is not comes with a reason.</summary>
    private static void CheckAccounted(byte[] line)
    {
        foreach (var outcome in Take(line))
        {
            Assert.NotEmpty(outcome.Payload);
            Assert.True(outcome.Reason is not null || outcome.Payload is [(byte)'{', .., (byte)'}']);
        }
    }

    private static string Docker(string text) =>
        $$"""{"log":{{System.Text.Json.JsonSerializer.Serialize(text)}},"stream":"stdout","time":"2026-01-02T03:04:05.123456789Z"}""";

    private static string Text(LineOutcome outcome) => Encoding.UTF8.GetString(outcome.Payload);

    private static List<LineOutcome> Take(params string[] lines) => Take([.. lines.Select(Encoding.UTF8.GetBytes)]);

    private static List<LineOutcome> Take(params byte[][] lines)
    {
        var events = new LineEvents(SensorFormat.FalcoJson, maxLineBytes: 1024 * 1024);
        var outcomes = new List<LineOutcome>();
        foreach (var line in lines)
        {
            events.Take(line, at: 0, isCut: false, outcomes);
        }

        return outcomes;
    }
}
