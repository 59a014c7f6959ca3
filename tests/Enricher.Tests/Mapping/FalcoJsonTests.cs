using System.Text;
using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class FalcoJsonTests
{
    [Theory]
    [InlineData("Warning", Severity.Warning)]
    [InlineData("CRITICAL", Severity.Critical)]
    [InlineData("Info", Severity.Informational)]
    public void Reads_a_priority_in_any_spelling(string priority, Severity expected) =>
        Assert.Equal(expected, Map($$"""{"rule":"r","output":"o","priority":"{{priority}}"}""").Severity);

    [Theory]
    [InlineData("""{"rule":"r","output":"o"}""")]
    [InlineData("""{"rule":"r","output":"o","priority":"Loud"}""")]
    [InlineData("""{"rule":"r","output":"o","priority":null}""")]
    public void Takes_an_alert_without_a_priority_for_a_warning(string json) => Assert.Equal(Severity.Warning, Map(json).Severity);

    [Fact]
    public void Takes_the_message_where_there_is_no_output()
    {
        Assert.Equal("hello", Map("""{"rule":"r","message":"hello"}""").Message);
        Assert.Equal("line", Map("""{"rule":"r","message":"hello","output":"line"}""").Message);
        Assert.Equal("line", Map("""{"rule":"r","output":"line","message":"hello"}""").Message);
    }

    [Theory]
    [InlineData("""2024-05-01T10:00:00.000000000Z stdout F {"rule":"r","output":"o"}""")]
    [InlineData("""May  1 10:00:00 node falco[812]: {"rule":"r","output":"o"}""")]
    [InlineData("\uFEFF{\"rule\":\"r\",\"output\":\"o\"}\r\n")]
    public void Reads_past_what_a_log_writes_before_the_document(string line) => Assert.Equal("r", Map(line).Rule!.Name);

    [Fact]
    public void Keeps_the_digits_of_numbers_and_flattens_what_is_nested()
    {
        var fields = Fields("""
            {"rule":"r","output":"o","uuid":"6c2f","output_fields":{"big":18446744073670260079,"part":1.50,"yes":true,"no":null,
            "empty":"","na":"<NA>","k8s":{"pod":{"name":"web-1"},"ns":{"name":"shop"}},"list":[1,"a",{"b":2}],"none":[]}}
            """);

        Assert.Equal("18446744073670260079", fields["big"]);
        Assert.Equal("1.50", fields["part"]);
        Assert.Equal("true", fields["yes"]);
        Assert.Equal("web-1", fields["k8s.pod.name"]);
        Assert.Equal("""[1,"a",{"b":2}]""", fields["list"]);
        Assert.Equal("6c2f", fields["uuid"]);
        Assert.Equal(7, fields.Count);
    }

    [Fact]
    public void Reads_the_pod_from_nested_fields() =>
        Assert.Equal("web-1", Map("""{"rule":"r","output":"o","output_fields":{"k8s":{"pod":{"name":"web-1"}}}}""").Pod!.Name);

    [Theory]
    [InlineData("""{"rule":"r","output":"o","tags":null}""", "")]
    [InlineData("""{"rule":"r","output":"o","tags":["b",null,3,"a",["x"]]}""", "b a x")]
    [InlineData("""{"rule":"r","output":"o","tags":[]}""", "")]
    public void Reads_tags_of_any_shape(string json, string expected) => Assert.Equal(expected, string.Join(' ', Map(json).Rule!.Tags));

    [Theory]
    [InlineData("\"2021-04-13T20:58:00.746609046Z\"", "2021-04-13T20:58:00.746609046Z")]
    [InlineData("\"2021-04-13T20:58:00.746609046Z+2\"", "2021-04-13T20:58:00.746609046Z")]
    [InlineData("\"2021-04-13T22:58:00.746609046+02:00\"", "2021-04-13T20:58:00.746609046Z")]
    [InlineData("\"2021-04-13T20:58:00Z\"", "2021-04-13T20:58:00.000000000Z")]
    [InlineData("1618347480746609046", "2021-04-13T20:58:00.746609046Z")]
    [InlineData("1618347480", "2021-04-13T20:58:00.000000000Z")]
    public void Reads_a_time_in_every_form_it_was_seen_in(string time, string expected) =>
        Assert.Equal(expected, Map($$"""{"rule":"r","output":"o","time":{{time}}}""").Time.ToString());

    [Theory]
    [InlineData("""{"rule":"r","output":"o"}""")]
    [InlineData("""{"rule":"r","output":"o","time":"yesterday"}""")]
    [InlineData("""{"rule":"r","output":"o","time":"2050-01-01T00:00:00Z"}""")]
    [InlineData("""{"rule":"r","output":"o","time":"9999-12-31T23:59:59Z"}""")]
    [InlineData("""{"rule":"r","output":"o","time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("""{"rule":"r","output":"o","time":"1969-12-31T23:59:59Z"}""")]
    public void Takes_the_time_of_receipt_for_a_time_that_cannot_be(string json) => Assert.Equal(SampleDocuments.Received, Map(json).Time);

    [Fact]
    public void Takes_the_events_time_where_the_alert_has_none() => Assert.Equal(
        "2018-08-17T17:35:48.514632619Z",
        Map("""{"rule":"r","output":"o","output_fields":{"evt.time":1534527348514632619}}""").Time.ToString());

    [Fact]
    public void Reads_text_that_is_not_unicode()
    {
        var lone = Map("""{"rule":"r","output":"a\ud800b \ud83d\ude00 \\ud800","output_fields":{"k\udc00":"v"}}""");
        Assert.Equal("a\uFFFDb \U0001F600 \\ud800", lone.Message);
        Assert.Contains(lone.Fields, field => field is { Key: "k\uFFFD", Value: "v" });

        byte[] bytes = [.. """{"rule":"r","output":"x"""u8, 0xff, 0xfe, .. "\"}"u8];
        Assert.Equal("x\uFFFD\uFFFD", SampleDocuments.Map(new(bytes, SensorFormat.FalcoJson, "n", SampleDocuments.Received)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{\"rule\":\"r\"")]
    [InlineData("""{"rule":"r"} {"rule":"s"}""")]
    [InlineData("""{"rule":"\x"}""")]
    [InlineData("07:43:03.739059841: Error Executable run in web server directory")]
    public void Refuses_what_is_not_one_object(string garbage)
    {
        var error = Assert.Throws<FormatException>(() => Map(garbage));

        Assert.NotEqual("", error.Message);
    }

    [Theory]
    [InlineData("Falco internal: syscall event drop", nameof(ObservationKind.SensorLoss))]
    [InlineData("Falco internal: timeouts notification", nameof(ObservationKind.SensorLoss))]
    [InlineData("Falco internal: metrics snapshot", nameof(ObservationKind.Metrics))]
    [InlineData("Falco internal: hot restart failure", nameof(ObservationKind.Detection))]
    [InlineData("Read sensitive file untrusted", nameof(ObservationKind.Detection))]
    public void Tells_what_Falco_says_of_itself_from_what_rules_say(string rule, string expected) =>
        Assert.Equal(expected, Map($$"""{"rule":"{{rule}}","output":"o"}""").Kind.ToString());

    [Fact]
    public void Counts_an_object_that_says_nothing_as_something_else() => Assert.Equal(ObservationKind.Other, Map("{}").Kind);

    private static Observation Map(string json) =>
        SampleDocuments.Map(new(Encoding.UTF8.GetBytes(json), SensorFormat.FalcoJson, "n", SampleDocuments.Received));

    private static Dictionary<string, string> Fields(string json) => Map(json).Fields.ToDictionary();
}
