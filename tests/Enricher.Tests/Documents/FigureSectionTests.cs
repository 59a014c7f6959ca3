using System.Text;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Contracts.Fields;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class FigureSectionTests
{
    [Fact]
    public void Writes_every_figure_of_the_table_from_the_key_that_it_names()
    {
        var figures = DocumentFields.All.Where(field => field.Name.StartsWith("falco.metrics.", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(figures);

        foreach (var field in figures)
        {
            var key = FigureSection.KeyOf(field.Name);
            Assert.NotNull(key);
            using var json = Document("metrics snapshot", $"\"{key}\":7");
            var value = field.Name.Split('.').Aggregate(json.RootElement, (element, name) => element.GetProperty(name));
            Assert.Equal(7, value.GetDouble());
            Assert.Equal("7", json.RootElement.GetProperty("falco").GetProperty("output_fields").GetProperty(key).GetString());
        }
    }

    [Theory]
    [InlineData("18446744073670260079", null)] // beyond 64 bits with a sign
    [InlineData("\"815508\"", "815508")]
    [InlineData("1.5", null)]
    [InlineData("\"many\"", null)]
    [InlineData("-1", null)]
    public void Writes_only_what_fits(string said, string? written)
    {
        using var json = Document("syscall event drop", $"\"n_drops\":{said},\"n_evts\":9");

        var drops = json.RootElement.GetProperty("falco").GetProperty("metrics").GetProperty("drops");
        Assert.Equal(written, drops.TryGetProperty("n_drops", out var value) ? value.GetRawText() : null);
        Assert.Equal(said.Trim('"'), json.RootElement.GetProperty("falco").GetProperty("output_fields").GetProperty("n_drops").GetString());
    }

    [Fact]
    public void Does_not_take_a_rule_s_output_for_a_figure()
    {
        using var json = JsonDocument.Parse(SampleDocuments.Write(Event("""{"rule":"mine","source":"syscall","output":"o","output_fields":{"n_drops":7}}""")));

        Assert.False(json.RootElement.GetProperty("falco").TryGetProperty("metrics", out _));
        Assert.Equal("alert", json.RootElement.GetProperty("event").GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("syscall event drop", "internal", "metric", "falco", "falco.metrics")]
    [InlineData("metrics snapshot", "internal", "metric", "falco", "falco.metrics")]
    [InlineData("timeouts notification", "internal", "event", "falco", "falco.alerts")]
    [InlineData("syscall event drop", "", "alert", "eyrie", "eyrie.sensor")] // an older Falco: the Ingestor does not sum it up
    public void Tells_a_loss_as_figures_and_as_an_alert_only_where_nobody_else_does(string rule, string source, string kind, string module, string dataset)
    {
        using var json = Document(rule, "\"n_drops\":7", source);

        var said = json.RootElement.GetProperty("event");
        Assert.Equal((kind, module, dataset),
            (said.GetProperty("kind").GetString(), said.GetProperty("module").GetString(), said.GetProperty("dataset").GetString()));
    }

    [Theory]
    [InlineData("""{"process_throttle":{"type":"THROTTLE_START","cgroup":"a.scope"}}""", "event", "tetragon.events")]
    [InlineData("""{"process_throttle":{"type":"THROTTLE_STOP","cgroup":"a.scope"}}""", "event", "tetragon.events")]
    [InlineData("""{"rate_limit_info":{"number_of_dropped_process_events":"7"}}""", "metric", "tetragon.metrics")]
    public void Keeps_what_Tetragon_says_of_its_losses_as_its_own_words(string line, string kind, string dataset)
    {
        using var json = JsonDocument.Parse(SampleDocuments.Write(SampleDocuments.Event(line, SensorFormat.TetragonJson)));

        var said = json.RootElement.GetProperty("event");
        Assert.Equal((kind, "tetragon", dataset),
            (said.GetProperty("kind").GetString(), said.GetProperty("module").GetString(), said.GetProperty("dataset").GetString()));
    }

    private static JsonDocument Document(string rule, string fields, string source = "internal") => JsonDocument.Parse(SampleDocuments.Write(
        Event($$"""{"rule":"Falco internal: {{rule}}","source":"{{source}}","output":"o","priority":"Debug","output_fields":{ {{fields}} } }""")));

    private static SensorEvent Event(string line) => new(Encoding.UTF8.GetBytes(line), SensorFormat.FalcoJson, "node-1", SampleDocuments.Received);
}
