using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class EcsFieldsTests
{
    [Fact]
    public void Writes_only_fields_of_ECS_and_our_own_with_values_of_their_types()
    {
        var schemas = EcsSchema.Published is { } published ? new[] { EcsSchema.Kept, published } : [EcsSchema.Kept];
        var documents = 0;
        foreach (var (file, format) in SampleDocuments.Files)
        {
            foreach (var sensorEvent in SampleDocuments.Events(file, format))
            {
                using var document = JsonDocument.Parse(SampleDocuments.Write(sensorEvent));
                foreach (var schema in schemas)
                {
                    Assert.True(schema.Check(document.RootElement) is [], $"{file}: {string.Join("; ", schema.Check(document.RootElement))}");
                }

                documents++;
            }
        }

        Assert.True(documents > 600, $"only {documents} documents were checked");
    }

    [Fact]
    public void Checks_a_document_in_which_every_fact_is_known()
    {
        using var document = JsonDocument.Parse(SampleDocuments.Write(FullObservation.Create()));

        Assert.Empty(EcsSchema.Kept.Check(document.RootElement));
        Assert.Empty(EcsSchema.Published?.Check(document.RootElement) ?? []);
    }

    [Fact]
    public void Keeps_a_list_of_fields_that_agrees_with_the_published_table()
    {
        Assert.SkipWhen(EcsSchema.Published is null, "the published table is not at hand");

        foreach (var (field, type) in EcsSchema.Kept.Types)
        {
            Assert.Equal((field, type), (field, EcsSchema.Published.Types.GetValueOrDefault(field)));
        }
    }

    [Theory]
    [InlineData("""{"process":{"pid":"12"}}""")]
    [InlineData("""{"process":{"args":"one"}}""")]
    [InlineData("""{"process":{"colour":"red"}}""")]
    [InlineData("""{"event":{"created":"yesterday"}}""")]
    [InlineData("""{"source":{"ip":"localhost"}}""")]
    [InlineData("""{"message":["a"]}""")]
    [InlineData("""{"event":{"id":"a","id":"b"}}""")]
    [InlineData("""{"process":{}}""")]
    public void Finds_what_is_wrong_with_a_document(string wrong)
    {
        using var document = JsonDocument.Parse(wrong);

        Assert.NotEmpty(EcsSchema.Kept.Check(document.RootElement));
    }

    [Fact]
    public void Reads_back_what_it_wrote()
    {
        foreach (var (file, format) in SampleDocuments.Files)
        {
            foreach (var sensorEvent in SampleDocuments.Events(file, format))
            {
                var observation = SampleDocuments.Map(sensorEvent);
                var enrichment = SampleDocuments.Enrich(observation);

                var alert = AlertCodec.Read(SampleDocuments.Write(observation, enrichment, redact: false));

                Assert.Equal(observation.Id, alert.Id);
                Assert.Equal(observation.Time, alert.Time);
                Assert.Equal(observation.Rule?.Name ?? "", alert.Rule);
                Assert.Equal(observation.Message ?? "", alert.Message);
                Assert.Equal(observation.Node, alert.Node);
                Assert.Equal("demo", alert.Cluster);
                Assert.Equal(observation.Pod?.Name ?? "", alert.Pod);
                Assert.Equal(observation.Pod?.Namespace ?? observation.Resource?.Namespace ?? "", alert.Namespace);
                Assert.Equal(observation.Container?.Id ?? "", alert.ContainerId);
                Assert.Equal(observation.Process?.Pid, alert.Pid);
                Assert.Equal(observation.Process?.CommandLine ?? "", alert.CommandLine);
                Assert.Equal(enrichment.AlertSeverity ?? observation.Severity ?? default, alert.Severity);
                Assert.Equal(enrichment.Incident?.Id ?? "", alert.Incident);
                Assert.Equal(observation.Health is null ? "sensor" : "none", alert.CorrelationMethod);
                Assert.Equal(observation.Health?.Sensor ?? "", alert.Observer);
            }
        }
    }
}
