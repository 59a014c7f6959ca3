using Eyrie.Testing;
using Google.Protobuf;
using FalcoAlert = Eyrie.Protos.Falco.Outputs.response;

namespace Eyrie.Protos.Tests;

public sealed class FalcoWireTests
{
    public static TheoryData<string, int> Recordings => new()
    {
        { "recordings/1-guide-attack", 4 },
        { "recordings/2-web-shell", 33 },
        { "recordings/3-guide-attack-without-pids", 4 },
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Writes_the_bytes_that_falco_sent(string recording, int alerts)
    {
        var sent = ReadDelimited($"{recording}/falco-grpc.binpb");

        Assert.Equal(alerts, sent.Count);
        Assert.All(sent, bytes => Assert.Equal(bytes, FalcoAlert.Parser.ParseFrom(bytes).ToByteString()));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Reads_the_same_alert_from_bytes_and_from_json(string recording, int alerts)
    {
        var fromBytes = ReadDelimited($"{recording}/falco-grpc.binpb").Select(FalcoAlert.Parser.ParseFrom);
        var fromJson = Samples.Lines($"{recording}/falco-grpc.jsonl").Select(FalcoAlert.Parser.ParseJson).ToList();

        Assert.Equal(alerts, fromJson.Count);
        Assert.Equal(fromBytes, fromJson);
    }

    [Fact]
    public void Reads_every_sample_without_a_field_left_over()
    {
        var lines = Samples.Lines("falco/falco-0.43.1-grpc.jsonl");

        Assert.Equal(30, lines.Count);
        Assert.All(lines, line =>
        {
            var alert = FalcoAlert.Parser.ParseJson(line);

            Assert.Equal(alert, FalcoAlert.Parser.ParseFrom(alert.ToByteArray()));
            Assert.NotEmpty(alert.Rule);
            Assert.NotEmpty(alert.Source);
            Assert.NotNull(alert.Time);
        });
    }

    [Theory]
    [InlineData("WARNING")]
    [InlineData("warning")]
    [InlineData("Warning")]
    public void Reads_each_spelling_of_a_priority_and_writes_the_first(string spelling)
    {
        var alert = FalcoAlert.Parser.ParseJson($$"""{"priority":"{{spelling}}"}""");

        Assert.Equal(Falco.Schema.priority.Warning, alert.Priority);
        Assert.Equal("""{ "priority": "WARNING" }""", JsonFormatter.Default.Format(alert));
    }

    private static List<ByteString> ReadDelimited(string file)
    {
        using var input = new CodedInputStream(File.OpenRead(Samples.Path(file)));
        var messages = new List<ByteString>();
        while (!input.IsAtEnd)
        {
            messages.Add(input.ReadBytes());
        }

        return messages;
    }
}
