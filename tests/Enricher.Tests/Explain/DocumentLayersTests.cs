using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Explain;
using Eyrie.Enricher.Tests.Correlation;

namespace Eyrie.Enricher.Tests.Explain;

public sealed class DocumentLayersTests
{
    private static readonly Enriched Joined = Recording.Read("2-web-shell", "falco-http").Play().Alerts()
        .First(alert => alert.Observation.Action == "execve" && alert.Enrichment.Correlation.Method is CorrelationMethod.Pid);

    [Theory]
    [InlineData("@timestamp", FieldOrigin.Sensor, "time")]
    [InlineData("process.pid", FieldOrigin.Sensor, "proc.pid")]
    [InlineData("process.user.name", FieldOrigin.Sensor, "user.name")]
    [InlineData("rule.name", FieldOrigin.Sensor, "rule")]
    [InlineData("event.action", FieldOrigin.Sensor, "evt.type")]
    [InlineData("falco.output_fields.proc.pid", FieldOrigin.Sensor, "proc.pid")]
    [InlineData("process.entity_id", FieldOrigin.Process, "Tetragon's process")]
    [InlineData("process.executable", FieldOrigin.Process, "Tetragon's process")]
    [InlineData("process.parent.entity_id", FieldOrigin.Ancestry, "Tetragon's process")]
    [InlineData("eyrie.process.ancestors[0].start", FieldOrigin.Ancestry, "Tetragon's process")]
    [InlineData("process.Ext.ancestry", FieldOrigin.Ancestry, "the process table")]
    [InlineData("host.name", FieldOrigin.Ingestor, "the node it reads from")]
    [InlineData("event.created", FieldOrigin.Ingestor, "when it had read the event")]
    [InlineData("eyrie.correlation.method", FieldOrigin.Computed, "the join")]
    [InlineData("eyrie.incident.id", FieldOrigin.Computed, "the alerts of the same subject")]
    [InlineData("related.hosts", FieldOrigin.Computed, "gathered")]
    public void Owes_a_field_to_who_said_it_first(string name, FieldOrigin origin, string from)
    {
        var field = Assert.Single(new DocumentLayers(Joined, An.Boot, new Redaction()).Fields(), field => field.Name == name);

        Assert.Equal(origin, field.Origin);
        Assert.StartsWith(from, field.From, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_tetragons_fields_where_tetragon_spoke()
    {
        var process = An.Image(1, 70, "/bin/sh -c id");
        var policy = An.Policy(process, 5) with { Fields = [new("function_name", "sys_write"), new("process.flags", "execve")] };
        var enriched = An.Pipeline(new() { Detections = [new() { Policy = "p", Severity = "warning" }] }).Read(An.State(), policy)[^1];

        var fields = new DocumentLayers(enriched, An.Boot, new Redaction()).Fields().ToDictionary(field => field.Name, StringComparer.Ordinal);

        Assert.Equal((FieldOrigin.Sensor, "process.exec_id"), (fields["process.entity_id"].Origin, fields["process.entity_id"].From));
        Assert.Equal("process.binary, process.arguments", fields["process.command_line"].From);
        Assert.Equal(FieldOrigin.Sensor, fields["tetragon.function_name"].Origin);
    }

    [Fact]
    public void Owes_nothing_to_tetragon_where_falco_is_alone()
    {
        var alone = Joined with { Enrichment = Joined.Enrichment with { Process = Joined.Observation.Process, Ancestors = [] } };

        var fields = new DocumentLayers(alone, An.Boot, new Redaction()).Fields();

        Assert.NotEmpty(fields);
        Assert.DoesNotContain(fields, field => field.Origin is FieldOrigin.Process);
    }

    [Fact]
    public void Explains_every_field_of_every_recorded_alert_and_blanks_secrets()
    {
        var secret = Joined with { Observation = Joined.Observation with { Fields = [new("proc.cmdline", "curl --password hunter2"), new("proc.env", "TOKEN=hunter2")] } };

        var layers = new DocumentLayers(secret, An.Boot, new Redaction());

        Assert.Equal(layers.Document.Names, layers.Fields().Select(field => field.Name));
        Assert.DoesNotContain(layers.Fields(), field => field.Value.Contains("hunter2", StringComparison.Ordinal));
    }
}
