using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests;

public sealed class IngestorMetricsTests
{
    [Fact]
    public void Measures_how_old_events_are_and_never_less_than_nothing()
    {
        using var meters = new TestMeters();
        var metrics = new IngestorMetrics(meters);

        metrics.EventLag(new SensorTag("falco"), TimeSpan.FromMilliseconds(1_500));
        Assert.Equal(1.5, meters.LastReal("eyrie.ingestor.event.lag", "sensor=falco"));

        metrics.EventLag(new SensorTag("falco"), TimeSpan.FromSeconds(-9));
        Assert.Equal(0, meters.LastReal("eyrie.ingestor.event.lag", "sensor=falco"));
    }
}
