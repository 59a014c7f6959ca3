using System.Text;
using Eyrie.Enricher.Explain;

namespace Eyrie.Enricher.Tests.Explain;

public sealed class AlertDocumentTests
{
    private const string Alert = """{"@timestamp":"2026-11-23T06:00:00.000000001Z","event":{"id":"a1","created":"2026-11-23T06:00:01Z"},"host":{"name":"vm"}}""";

    [Theory]
    [InlineData(Alert)]
    [InlineData($$"""{"_index":"x","_id":"a1","_source":{{Alert}}}""")]
    [InlineData($"[{Alert}]")]
    [InlineData($$$"""{"took":1,"hits":{"total":1,"hits":[{"_source":{{{Alert}}}}]}}""")]
    [InlineData("""{"@timestamp":"2026-11-23T06:00:00.000000001Z","event.id":"a1","event.created":"2026-11-23T06:00:01Z","host.name":"vm"}""")]
    public void Reads_an_alert_however_it_is_wrapped(string json)
    {
        var alert = AlertDocument.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal(("a1", "vm"), (alert.Id, alert.Node));
        Assert.Equal("2026-11-23T06:00:00.000000001Z", alert.Time.ToString());
        Assert.Equal("2026-11-23T06:00:01.000000000Z", alert.Received.ToString());
    }

    [Theory]
    [InlineData("", "it is no JSON")]
    [InlineData("{", "it is no JSON")]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("3", "it is no JSON object")]
    [InlineData("{}", "the document has no event.id")]
    [InlineData("""{"_source":{}}""", "the document has no event.id")]
    [InlineData("""{"hits":{"hits":[]}}""", "the search has 0 hits; pass one alert")]
    [InlineData($"{Alert}\n{Alert}\n", "pass one: what 'sed -n 1p FILE' says, by a pipe to this command with")]
    public void Says_what_is_wrong_with_what_is_none(string json, string words) => Assert.Contains(
        words, Assert.Throws<FormatException>(() => AlertDocument.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Takes_any_value_a_document_may_have()
    {
        var fields = AlertDocument.Read("""{"event":{"id":"a"},"a":[{"b":1},2],"c":null,"d":"\ud800","e":[1, "\u0078"],"f":{}}"""u8.ToArray()).Fields;

        Assert.Equal(["event.id", "a[0].b", "a[1]", "d", "e"], fields.Names);
        Assert.Equal(("1", "[1,\"x\"]"), (fields["a[0].b"], fields["e"]));
    }
}
