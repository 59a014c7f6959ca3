using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests;

public sealed class IngestorMetricsTests
{
    [Fact]
    public void Measures_how_old_events_are_and_never_less_than_nothing()
    {
        using var meters = new TestMeters();
        var metrics = new IngestorMetrics(meters);

        metrics.EventLag(new SensorTag("falco"), TimeSpan.FromMilliseconds(1_500), default);
        Assert.Equal(1.5, meters.LastReal("eyrie.ingestor.event.lag", "sensor=falco"));

        metrics.EventLag(new SensorTag("falco"), TimeSpan.FromSeconds(-9), default);
        Assert.Equal(0, meters.LastReal("eyrie.ingestor.event.lag", "sensor=falco"));
    }

    [Fact]
    public void Tells_for_two_minutes_how_far_ahead_the_clock_of_a_node_is()
    {
        using var meters = new TestMeters();
        var metrics = new IngestorMetrics(meters);
        using var status = A.Status("falco", metrics, TimeProvider.System, new RecordedLog<SensorStatus>());
        var falco = new SensorTag("falco");

        Assert.Equal(0, Ahead());

        metrics.EventLag(falco, TimeSpan.FromSeconds(-4), At(100));
        metrics.EventLag(falco, TimeSpan.FromSeconds(-9), At(101));
        metrics.EventLag(falco, TimeSpan.FromSeconds(1), At(102));
        Assert.Equal(9, Ahead());

        metrics.EventLag(falco, TimeSpan.FromSeconds(-2), At(165));
        Assert.Equal(9, Ahead());

        metrics.EventLag(falco, TimeSpan.FromSeconds(1), At(226));
        Assert.Equal(2, Ahead());

        metrics.EventLag(falco, TimeSpan.FromSeconds(1), At(500));
        Assert.Equal(0, Ahead());

        double? Ahead() => meters.Observe().LastReal("eyrie.ingestor.clock.ahead", "sensor=falco");
    }

    private static EventTime At(long seconds) => EventTime.From(seconds, 0);
}
