using Eyrie.Contracts;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class WrittenDocumentsTests
{
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
