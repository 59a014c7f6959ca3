using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

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

    [Fact]
    public void Times_each_event_that_matters_and_one_in_eight_of_the_others()
    {
        Assert.Equal((80, 80, 10), (Timed(EventWorth.Alert), Timed(EventWorth.Policy), Timed(EventWorth.Telemetry)));

        static int Timed(EventWorth worth) => Enumerable.Range(0, 80).Count(number => IngestorMetrics.IsTimed(worth, number));
    }

    [Fact]
    public void Tells_for_two_minutes_how_far_ahead_the_clock_of_a_node_is()
    {
        using var meters = new TestMeters();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(100));
        var metrics = new IngestorMetrics(meters, time);
        using var status = A.Status("falco", metrics, TimeProvider.System, new RecordedLog<SensorStatus>());

        Assert.Equal(0, Ahead());

        Came(-4);
        Came(-9, after: 1);
        Came(1, after: 1);
        Assert.Equal(9, Ahead());

        Came(-2, after: 63);
        Assert.Equal(9, Ahead());

        Came(1, after: 61);
        Assert.Equal(2, Ahead());

        time.Advance(TimeSpan.FromSeconds(125)); // nothing comes any more
        Assert.Equal(0, Ahead());

        double? Ahead() => meters.Observe().LastReal("eyrie.ingestor.clock.ahead", "sensor=falco");

        void Came(int lag, int after = 0)
        {
            time.Advance(TimeSpan.FromSeconds(after));
            metrics.ClockSeen(new("falco"), TimeSpan.FromSeconds(lag), EventTime.From(time.GetUtcNow()));
        }
    }
}
