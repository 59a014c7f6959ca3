using System.Text;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Protos.Tetragon;
using Eyrie.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using FalcoAlert = Eyrie.Protos.Falco.Outputs.response;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class EventGlanceTests
{
    [Theory]
    [InlineData("recordings/2-web-shell/tetragon.jsonl")]
    [InlineData("recordings/1-guide-attack/tetragon.jsonl")]
    [InlineData("tetragon/docs-patched.jsonl")]
    public void Sees_in_what_a_real_Tetragon_wrote_what_its_own_parser_reads(string file)
    {
        foreach (var line in Samples.Lines(file))
        {
            var read = new JsonParser(JsonParser.Settings.Default.WithIgnoreUnknownFields(true)).Parse<GetEventsResponse>(line);
            var text = Encoding.UTF8.GetBytes(line);
            var binary = read.ToByteArray();

            var (fromText, fromBinary) = (EventGlance.At(text, SensorFormat.TetragonJson), EventGlance.At(binary, SensorFormat.TetragonProtobuf));

            Assert.Equal(WorthOf(read.EventCase), fromBinary.Worth);
            Assert.Equal(read.Time is { } time ? EventTime.From(time.Seconds, time.Nanos) : null, fromBinary.Time);
            Assert.Equal(read.NodeName, Told(binary, fromBinary));
            Assert.Equal(fromBinary with { Node = default }, fromText with { Node = default });
            Assert.Equal(read.NodeName, Told(text, fromText));
        }
    }

    [Fact]
    public void Sees_when_and_where_a_real_Falco_alerted()
    {
        foreach (var line in Samples.Lines("falco/falco-0.43.1-grpc.jsonl"))
        {
            var read = FalcoAlert.Parser.ParseJson(line);
            var binary = read.ToByteArray();

            var glance = EventGlance.At(binary, SensorFormat.FalcoProtobuf);

            Assert.Equal(EventTime.From(read.Time.Seconds, read.Time.Nanos), glance.Time);
            Assert.Equal(read.Hostname, Told(binary, glance));
        }

        foreach (var line in Samples.Lines("falco/falco-0.43.1-http.jsonl"))
        {
            var text = Encoding.UTF8.GetBytes(line);

            var glance = EventGlance.At(text, SensorFormat.FalcoJson);

            Assert.NotNull(glance.Time);
            Assert.Contains($"\"time\":\"{glance.Time}\"", line, StringComparison.Ordinal);
            Assert.Contains($"\"hostname\":\"{Told(text, glance)}\"", line, StringComparison.Ordinal);
            Assert.NotEmpty(Told(text, glance));
        }
    }

    [Theory]
    [InlineData("Falco internal: metrics snapshot", "internal", EventWorth.Telemetry, SensorNotice.None)]
    [InlineData("Falco internal: syscall event drop", "internal", EventWorth.Alert, SensorNotice.FalcoDrops)]
    [InlineData("Falco internal: timeouts notification", "internal", EventWorth.Alert, SensorNotice.FalcoTrouble)]
    [InlineData("Falco internal: hot restart failure", "internal", EventWorth.Alert, SensorNotice.FalcoTrouble)]
    [InlineData("Falco internal: metrics snapshot", "syscall", EventWorth.Alert, SensorNotice.None)] // a user's rule that calls itself so
    [InlineData("Terminal shell in container", "syscall", EventWorth.Alert, SensorNotice.None)]
    [InlineData("", "", EventWorth.Alert, SensorNotice.None)]
    public void Knows_what_Falco_says_of_itself(string rule, string source, object worth, object notice)
    {
        var binary = new FalcoAlert { Rule = rule, Source = source }.ToByteArray();
        var text = Encoding.UTF8.GetBytes($$"""{"output_fields":{"rule":"x","source":"internal"},"rule":"{{rule}}","source":"{{source}}"}""");

        Assert.Equal(new((EventWorth)worth, (SensorNotice)notice, null, default), EventGlance.At(binary, SensorFormat.FalcoProtobuf));
        Assert.Equal(new((EventWorth)worth, (SensorNotice)notice, null, default), EventGlance.At(text, SensorFormat.FalcoJson));
    }

    [Theory]
    [InlineData("process_exec", 1, EventWorth.Telemetry, SensorNotice.None)]
    [InlineData("process_exit", 5, EventWorth.Telemetry, SensorNotice.None)]
    [InlineData("process_kprobe", 9, EventWorth.Policy, SensorNotice.None)]
    [InlineData("process_tracepoint", 10, EventWorth.Policy, SensorNotice.None)]
    [InlineData("process_loader", 11, EventWorth.Policy, SensorNotice.None)]
    [InlineData("process_uprobe", 12, EventWorth.Policy, SensorNotice.None)]
    [InlineData("process_connect", 7, EventWorth.Policy, SensorNotice.None)] // another edition's
    [InlineData("process_throttle", 27, EventWorth.Alert, SensorNotice.TetragonThrottle)]
    [InlineData("process_lsm", 28, EventWorth.Policy, SensorNotice.None)]
    [InlineData("process_usdt", 29, EventWorth.Policy, SensorNotice.None)]
    [InlineData("rate_limit_info", 40001, EventWorth.Alert, SensorNotice.TetragonRateLimit)]
    public void Knows_what_each_kind_of_Tetragons_events_is_worth(string name, int number, object worth, object notice)
    {
        var binary = Response(number);
        var text = Encoding.UTF8.GetBytes($$"""{"{{name}}":{"node_name":"inner","a":[1,{}]}, "node_labels":{"time":"x"}, "node_name":"node-1", "time":"2024-07-26T13:07:43.178407128Z"}""");
        var expected = new EventGlance((EventWorth)worth, (SensorNotice)notice, EventTime.From(1721999263, 178407128), default);

        var (fromBinary, fromText) = (EventGlance.At(binary, SensorFormat.TetragonProtobuf), EventGlance.At(text, SensorFormat.TetragonJson));

        Assert.Equal(expected, fromBinary with { Node = default });
        Assert.Equal(expected, fromText with { Node = default });
        Assert.Equal("node-1", Told(binary, fromBinary));
        Assert.Equal("node-1", Told(text, fromText));
    }

    [Theory]
    [InlineData("""{"node_name":"a\"b"}""")]
    [InlineData("""{"node_name":"\u006eode"}""")]
    [InlineData("""{"node_name":7}""")]
    [InlineData("""{"node_name":null}""")]
    [InlineData("""{"node\u005fname":"x"}""")]
    [InlineData("""["node_name","x"]""")]
    public void Sees_no_node_where_its_bytes_are_not_the_name(string text) =>
        Assert.Equal("", Told(Encoding.UTF8.GetBytes(text), EventGlance.At(Encoding.UTF8.GetBytes(text), SensorFormat.TetragonJson)));

    [Fact]
    public void Allocates_nothing()
    {
        var text = Encoding.UTF8.GetBytes(Samples.Lines("falco/falco-0.43.1-http.jsonl")[0]);
        var binary = Response(1);
        Allocated(text, binary); // the first time compiles

        Assert.Equal(0, Allocated(text, binary));
    }

    private static long Allocated(byte[] text, byte[] binary)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _ = EventGlance.At(text, SensorFormat.FalcoJson);
            _ = EventGlance.At(text, SensorFormat.TetragonJson);
            _ = EventGlance.At(binary, SensorFormat.FalcoProtobuf);
            _ = EventGlance.At(binary, SensorFormat.TetragonProtobuf);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Told(byte[] payload, EventGlance glance) => Encoding.UTF8.GetString(payload[glance.Node]);

    private static EventWorth WorthOf(GetEventsResponse.EventOneofCase kind) => kind switch
    {
        GetEventsResponse.EventOneofCase.ProcessExec or GetEventsResponse.EventOneofCase.ProcessExit => EventWorth.Telemetry,
        GetEventsResponse.EventOneofCase.ProcessThrottle or GetEventsResponse.EventOneofCase.RateLimitInfo => EventWorth.Alert,
        _ => EventWorth.Policy,
    };

    /// <summary>An event of a kind, with what stands beside it.</summary>
    private static byte[] Response(int number)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(1, 2, 3));
            new GetEventsResponse
            {
                NodeName = "node-1",
                Time = new Timestamp { Seconds = 1721999263, Nanos = 178407128 },
                ClusterName = "c",
                NodeLabels = { ["a"] = "b" },
                AggregationInfo = new() { Count = 1 },
            }.WriteTo(output);
        }

        return memory.ToArray();
    }
}
