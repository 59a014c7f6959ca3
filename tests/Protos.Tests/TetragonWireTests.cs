using System.Text.Json;
using Eyrie.Protos.Tetragon;
using Eyrie.Testing;
using Google.Protobuf;

namespace Eyrie.Protos.Tests;

public sealed class TetragonWireTests
{
    // From Tetragon's documentation, edited by hand: the field is a list of Key and Value, never a string.
    private const string NotProtobufJson = ",\"environment_variables\":\"SHELL=/bin/bash\"";

    private static readonly JsonParser Lenient = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    [Theory]
    [InlineData("recordings/1-guide-attack/tetragon.jsonl", 184)]
    [InlineData("recordings/2-web-shell/tetragon.jsonl", 323)]
    [InlineData("recordings/3-guide-attack-without-pids/tetragon.jsonl", 114)]
    [InlineData("tetragon/cilium-docs.jsonl", 22)]
    [InlineData("tetragon/cilium-go-tests.jsonl", 3)]
    [InlineData("tetragon/docs-patched.jsonl", 2)]
    public void Reads_every_known_event_without_a_field_left_over(string file, int events)
    {
        var lines = Samples.Lines(file)
            .Where(line => !HasStringForList(line))
            .ToList();

        Assert.Equal(events, lines.Count);
        Assert.All(lines, line =>
        {
            var response = GetEventsResponse.Parser.ParseJson(line);

            Assert.NotEqual(GetEventsResponse.EventOneofCase.None, response.EventCase);
            Assert.Equal(response, GetEventsResponse.Parser.ParseFrom(response.ToByteArray()));
        });
    }

    [Fact]
    public void Refuses_the_one_sample_that_is_no_protobuf_json()
    {
        var line = Assert.Single(Samples.Lines("tetragon/cilium-docs.jsonl"), HasStringForList);

        Assert.Throws<InvalidProtocolBufferException>(() => Lenient.Parse<GetEventsResponse>(line));

        var repaired = GetEventsResponse.Parser.ParseJson(line.Replace(NotProtobufJson, "", StringComparison.Ordinal));
        Assert.Equal("/usr/bin/curl", repaired.ProcessExec.Process.Binary);
    }

    [Fact]
    public void Reads_events_of_types_it_does_not_know_as_none()
    {
        var lines = Samples.Lines("tetragon/legacy-isovalent.jsonl");

        Assert.All(lines, line =>
        {
            var response = Lenient.Parse<GetEventsResponse>(line);

            Assert.Equal(GetEventsResponse.EventOneofCase.None, response.EventCase);
            Assert.NotEmpty(response.NodeName);
            Assert.Equal(response, GetEventsResponse.Parser.ParseFrom(response.ToByteArray()));
        });
        Assert.Equal(
            [("process_close", 4), ("process_connect", 5), ("process_listen", 2)],
            lines.Select(UnknownField).CountBy(name => name).Select(count => (count.Key, count.Value)).Order());
    }

    [Fact]
    public void Keeps_the_bytes_of_an_event_type_it_does_not_know()
    {
        ByteString sent;
        using (var stream = new MemoryStream())
        {
            using (var output = new CodedOutputStream(stream, leaveOpen: true))
            {
                output.WriteTag(3, WireFormat.WireType.LengthDelimited);
                output.WriteMessage(new ProcessExec { Process = new Process { ExecId = "bm9kZToxOjI=" } });
                output.WriteTag(GetEventsResponse.NodeNameFieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteString("node");
            }

            sent = ByteString.CopyFrom(stream.ToArray());
        }

        var response = GetEventsResponse.Parser.ParseFrom(sent);

        Assert.Equal(GetEventsResponse.EventOneofCase.None, response.EventCase);
        Assert.Equal("node", response.NodeName);
        Assert.Equal(sent.Length, response.CalculateSize());
        Assert.Equal(response, GetEventsResponse.Parser.ParseFrom(response.ToByteArray()));
    }

    private static bool HasStringForList(string line) => line.Contains(NotProtobufJson, StringComparison.Ordinal);

    private static string UnknownField(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.EnumerateObject()
            .Select(property => property.Name)
            .Single(name => GetEventsResponse.Descriptor.FindFieldByName(name) is null);
    }
}
