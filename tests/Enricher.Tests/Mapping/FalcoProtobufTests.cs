using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Documents;
using Eyrie.Protos.Falco.Schema;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Response = Eyrie.Protos.Falco.Outputs.response;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class FalcoProtobufTests
{
    [Fact]
    public void Reads_a_plain_alert()
    {
        var alert = Map(new Response
        {
            Time = new() { Seconds = 1795419307, Nanos = 569346883 },
            Rule = "Run shell untrusted",
            Priority = priority.Notice,
            Output = "07:35:07: Notice a shell",
            Source = "syscall",
            Hostname = "vm",
            Tags = { "T1059.004", "mitre_execution" },
            OutputFields = { ["proc.pid"] = "31840", ["user.name"] = "<NA>", ["container.image.tag"] = "" },
        });

        Assert.Equal("2026-11-23T07:35:07.569346883Z", alert.Time.ToString());
        Assert.Equal(("Run shell untrusted", Severity.Notice, "syscall", "vm"), (alert.Rule!.Name, alert.Severity, alert.Provider, alert.SensorHost));
        Assert.Equal(["T1059.004", "mitre_execution"], alert.Rule.Tags);
        Assert.Equal([new("proc.pid", "31840")], alert.Fields);
    }

    [Fact]
    public void Takes_the_document_in_the_output_and_completes_it()
    {
        var alert = Map(new Response
        {
            Time = new() { Seconds = 1795419307, Nanos = 569346883 },
            Rule = "r",
            Priority = priority.Error,
            Output = """{"hostname":"vm","output":"the line","output_fields":{"evt.time":1795419307569346883},"priority":"Error","rule":"r","source":"syscall","tags":["a"]}""",
            OutputFields = { ["proc.pid"] = "7", ["evt.time"] = "1" },
        });

        Assert.Equal("the line", alert.Message);
        Assert.Equal("1795419307569346883", alert.Fields.Single(field => field.Key == "evt.time").Value);
        Assert.Equal(7, alert.Process!.Pid);
        Assert.Equal("vm", alert.SensorHost);
    }

    [Theory]
    [InlineData("{not json")]
    [InlineData("{}")]
    public void Keeps_an_output_that_only_begins_like_a_document(string output) =>
        Assert.Equal(output, Map(new Response { Rule = "r", Output = output }).Message);

    [Fact]
    public void Says_the_same_over_both_ways_out_of_Falco()
    {
        var http = SampleDocuments.Events("falco/falco-0.43.1-http.jsonl", SensorFormat.FalcoJson).Select(Comparable);
        var grpc = SampleDocuments.Events("falco/falco-0.43.1-grpc.jsonl", SensorFormat.FalcoProtobuf).Select(Comparable);

        Assert.Equal(http.Order(StringComparer.Ordinal), grpc.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Refuses_a_message_that_says_nothing() =>
        Assert.Throws<FormatException>(() => Map(new Response { Time = new Timestamp { Seconds = 1 } }));

    private static Observation Map(Response response) =>
        SampleDocuments.Map(new(response.ToByteArray(), SensorFormat.FalcoProtobuf, "n", SampleDocuments.Received));

    private static string Comparable(SensorEvent sensorEvent)
    {
        var observation = SampleDocuments.Map(sensorEvent);
        return $"{observation.Time} {observation.Kind} {observation.Rule?.Name} {observation.Severity} {observation.Message} "
            + $"{observation.Process?.Pid} {observation.Process?.CommandLine} {observation.Network} {observation.File} "
            + string.Join(' ', observation.Rule!.Tags);
    }
}
