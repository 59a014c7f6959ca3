using System.Globalization;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Scenarios;
using Eyrie.Testing;
using Google.Protobuf;

namespace Eyrie.Tests.Simulation;

public sealed class RecordingTests
{
    private static readonly EventTime Start = EventTime.From(1_800_000_000, 0);

    [Theory]
    [InlineData("1-guide-attack")]
    [InlineData("2-web-shell")]
    [InlineData("3-guide-attack-without-pids")]
    public void Plays_the_very_bytes_in_the_order_they_arrived(string name)
    {
        var played = Open(name).Play(Start, speed: 1, rebase: false).ToList();

        Assert.Equal(
            Samples.Lines($"recordings/{name}/falco-grpc.jsonl").Select(line => response.Parser.ParseJson(line)),
            played.Where(one => one.Message.TetragonEvent is null).Select(one => response.Parser.ParseFrom(one.Message.Payload)));
        Assert.Equal(
            Samples.Lines($"recordings/{name}/tetragon.jsonl").Select(line => GetEventsResponse.Parser.ParseJson(line).ToByteArray()),
            played.Where(one => one.Message.TetragonEvent is not null).Select(one => one.Message.Payload));
        Assert.Equal(played.OrderBy(one => one.At), played);
        var falco = played.Where(one => one.Message.TetragonEvent is null).SelectMany(one => Delimited(one.Message.Payload));
        Assert.Equal(File.ReadAllBytes(Samples.Path("recordings", name, "falco-grpc.binpb")), falco);
    }

    [Fact]
    public void Moves_every_time_by_the_same_and_leaves_ids_alone()
    {
        var before = Open("2-web-shell").Play(Start, speed: 1, rebase: false).ToList();
        var after = Open("2-web-shell").Play(Start, speed: 1, rebase: true).ToList();

        var shift = TimeShift.TimeOf(after[0].Message).UnixNanoseconds - TimeShift.TimeOf(before[0].Message).UnixNanoseconds;
        Assert.InRange(TimeShift.TimeOf(after[0].Message) - Start, TimeSpan.FromSeconds(-1), TimeSpan.Zero);
        foreach (var (was, became) in before.Zip(after))
        {
            Assert.Equal(shift, TimeShift.TimeOf(became.Message).UnixNanoseconds - TimeShift.TimeOf(was.Message).UnixNanoseconds);
            if (was.Message.TetragonEvent is null)
            {
                AssertShifted(response.Parser.ParseFrom(was.Message.Payload), response.Parser.ParseFrom(became.Message.Payload), shift);
            }
            else
            {
                AssertShifted(was.Message.TetragonEvent, GetEventsResponse.Parser.ParseFrom(became.Message.Payload), shift);
            }
        }
    }

    [Fact]
    public void Faster_brings_arrivals_and_times_closer_together()
    {
        var slow = Open("1-guide-attack").Play(Start, speed: 1, rebase: true).ToList();
        var fast = Open("1-guide-attack").Play(Start, speed: 4, rebase: true).ToList();

        Assert.Equal(slow[^1].At.TotalSeconds / 4, fast[^1].At.TotalSeconds, precision: 6);
        var (first, last) = (TimeShift.TimeOf(fast[0].Message), TimeShift.TimeOf(fast[^1].Message));
        var span = TimeShift.TimeOf(slow[^1].Message) - TimeShift.TimeOf(slow[0].Message);
        Assert.Equal(span.TotalSeconds / 4, (last - first).TotalSeconds, precision: 4);
    }

    [Fact]
    public void The_embedded_recording_is_the_web_shell()
    {
        var embedded = Recording.WebShell().Play(Start, speed: 1, rebase: false);

        Assert.Equal(
            Open("2-web-shell").Play(Start, speed: 1, rebase: false).Select(one => (one.At, Convert.ToHexString(one.Message.Payload))),
            embedded.Select(one => (one.At, Convert.ToHexString(one.Message.Payload))));
    }

    [Theory]
    [InlineData("falco/falco-0.43.1-http.jsonl", 30)]
    [InlineData("falco/falco-0.43.1-grpc.jsonl", 30)]
    [InlineData("tetragon/cilium-docs.jsonl", 22)]
    [InlineData("tetragon/legacy-isovalent.jsonl", 11)]
    public void Plays_a_file_of_lines_with_no_pause_above_a_second(string file, int atLeast)
    {
        var recording = Recording.Open(Samples.Path(file.Split('/')), jsonOutput: false);

        var played = recording.Play(Start, speed: 1, rebase: true).ToList();

        Assert.Equal(Samples.Lines(file).Count, played.Count + recording.Skipped.Count);
        Assert.True(played.Count >= atLeast, string.Join('\n', recording.Skipped));
        Assert.All(played.Zip(played.Skip(1)), pair => Assert.InRange((pair.Second.At - pair.First.At).TotalSeconds, 0, 1));
        Assert.All(played, one => Assert.Equal(one.At, TimeShift.TimeOf(one.Message) - Start));
    }

    [Fact]
    public void Skips_a_line_that_is_no_event_and_says_which_and_why()
    {
        var recording = Recording.Open(Samples.Path("tetragon", "cilium-docs.jsonl"), jsonOutput: false);

        var skipped = Assert.Single(recording.Skipped); // the documentation shows a list as a string there
        Assert.Contains("cilium-docs.jsonl:23: Repeated field", skipped, StringComparison.Ordinal);
    }

    [Fact]
    public void Puts_an_alert_in_Falcos_own_json_as_gRPC_would_have_it()
    {
        const string Line = """{"time":"2026-01-02T03:04:05.123456789Z","rule":"r","priority":"Notice","source":"syscall","output":"o","hostname":"h","tags":["a"],"output_fields":{"n":null,"i":18446744073670260079,"s":"x","b":true}}""";
        using var document = JsonDocument.Parse(Line);

        var plain = FalcoLine.Read(document.RootElement, Line, jsonOutput: false);

        Assert.Equal("o", plain.Output);
        Assert.Equal(123456789, plain.Time.Nanos);
        Assert.Equal(("<NA>", "18446744073670260079", "x", "true"), (plain.OutputFields["n"], plain.OutputFields["i"], plain.OutputFields["s"], plain.OutputFields["b"]));
        Assert.Equal(Line, FalcoLine.Read(document.RootElement, Line, jsonOutput: true).Output);
    }

    [Fact]
    public void Says_what_is_wrong_with_a_scenario_that_is_none()
    {
        var missing = Assert.Throws<FileNotFoundException>(() => Recording.Open("/no/such/thing", jsonOutput: false));
        var folder = Assert.Throws<FormatException>(() => Recording.Open(Samples.Path("falco"), jsonOutput: false));

        Assert.Contains("webshell-recorded", missing.Message, StringComparison.Ordinal);
        Assert.Contains("arrivals.tsv", folder.Message, StringComparison.Ordinal);
    }

    private static Recording Open(string name) => Recording.Open(Samples.Path("recordings", name), jsonOutput: false);

    private static byte[] Delimited(byte[] payload)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteBytes(ByteString.CopyFrom(payload));
        }

        return bytes.ToArray();
    }

    private static void AssertShifted(response was, response became, long shift)
    {
        using var document = JsonDocument.Parse(became.Output);
        var time = EventTime.From(became.Time.Seconds, became.Time.Nanos);
        Assert.Equal(time.ToString(), document.RootElement.GetProperty("time").GetString());
        Assert.StartsWith(time.ToString()[11..29], document.RootElement.GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.Equal(time.UnixNanoseconds, document.RootElement.GetProperty("output_fields").GetProperty("evt.time").GetInt64());
        Assert.Equal(Number(was, "proc.pid.ts") + shift, Number(became, "proc.pid.ts"));
        Assert.Equal(was.OutputFields["proc.pid"], became.OutputFields["proc.pid"]);
        Assert.Equal(was.OutputFields.Count, became.OutputFields.Count);
    }

    private static void AssertShifted(GetEventsResponse was, GetEventsResponse became, long shift)
    {
        var process = Actor(became);
        Assert.Equal(Actor(was).ExecId, process.ExecId);
        var start = EventTime.From(process.StartTime.Seconds, process.StartTime.Nanos).UnixNanoseconds;
        var before = EventTime.From(Actor(was).StartTime.Seconds, Actor(was).StartTime.Nanos).UnixNanoseconds;
        Assert.Equal(before + shift, start);
    }

    private static Process Actor(GetEventsResponse said) => Eyrie.Simulation.Tetragon.EventParts.Process(said)!;

    private static long Number(response alert, string field) => long.Parse(alert.OutputFields[field], CultureInfo.InvariantCulture);
}
