using System.Diagnostics.Metrics;
using Eyrie.Platform.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Status;

/// <summary>What is made of measurements, by a clock that the tests turn.</summary>
public sealed class MeterFiguresTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly Meter _meter;
    private readonly MeterFigures _figures;

    public MeterFiguresTests()
    {
        _figures = new(Meters, _time);
        _meter = Meters.Create("Eyrie.Test");
    }

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    [Fact]
    public void Adds_up_by_labels_and_tells_the_rate_of_the_last_seconds()
    {
        var read = _meter.CreateCounter<long>(StatusInstruments.EventsRead);
        var (falco, tetragon) = (KeyValuePair.Create<string, object?>("sensor", "falco"), KeyValuePair.Create<string, object?>("sensor", "tetragon"));
        for (var second = 0; second < 60; second++)
        {
            read.Add(second < 30 ? 100 : 20, falco);
            read.Add(5, tetragon);
            _time.Advance(Second);
        }

        Assert.Equal(3_600, _figures.Read(now => now.Sum(StatusInstruments.EventsRead, ("sensor", "falco"))));
        Assert.Equal(300, _figures.Read(now => now.Sum(StatusInstruments.EventsRead, ("sensor", "tetragon"))));
        Assert.Equal(20, _figures.Read(now => now.PerSecond(StatusInstruments.EventsRead, ("sensor", "falco"))));
        Assert.Equal(25, _figures.Read(now => now.PerSecond(StatusInstruments.EventsRead)));
        Assert.Equal(["falco", "tetragon"], _figures.Read(now => now.Names("sensor", StatusInstruments.EventsRead)));
    }

    [Fact]
    public void Forgets_what_ended_with_its_meter_and_hears_what_begins_anew()
    {
        var first = new Meter(new MeterOptions("Eyrie.Stage") { Scope = Meters });
        first.CreateGauge<int>(StatusInstruments.SinkUp).Record(1, KeyValuePair.Create<string, object?>("sink", "old"));
        first.Dispose();
        using var second = new Meter(new MeterOptions("Eyrie.Stage") { Scope = Meters });
        second.CreateGauge<int>(StatusInstruments.SinkUp).Record(1, KeyValuePair.Create<string, object?>("sink", "new"));

        Assert.Equal(["new"], _figures.Read(now => now.Names("sink", StatusInstruments.SinkUp)));
    }

    [Fact]
    public void Tells_the_rate_of_a_process_that_has_just_begun_by_the_time_that_it_runs()
    {
        var read = _meter.CreateCounter<long>(StatusInstruments.EnricherRead);
        read.Add(60);

        Assert.Equal(0, _figures.Read(now => now.PerSecond(StatusInstruments.EnricherRead)));

        _time.Advance(Second * 3);

        Assert.Equal(20, _figures.Read(now => now.PerSecond(StatusInstruments.EnricherRead)));
    }

    [Fact]
    public void Tells_what_was_typical_in_the_last_seconds_in_which_something_was_measured()
    {
        var lag = _meter.CreateHistogram<double>(StatusInstruments.SensorLag);

        Assert.Null(Lag());

        lag.Record(100);
        Assert.Equal(100, Lag());

        _time.Advance(Second * 30);
        lag.Record(1);
        lag.Record(4);
        _time.Advance(Second);
        Assert.Equal(2, Lag());

        _time.Advance(Second * 60);
        Assert.Equal(2, Lag());

        double? Lag() => _figures.Read(static now => now.Typical(StatusInstruments.SensorLag));
    }

    [Fact]
    public void Is_not_misled_by_a_few_that_are_far_off()
    {
        var lag = _meter.CreateHistogram<double>(StatusInstruments.SensorLag);
        lag.Record(36_000); // a process that is older than the agent
        lag.Record(0); // and one of a clock that is ahead
        for (var i = 0; i < 100; i++)
        {
            lag.Record(0.03);
        }

        _time.Advance(Second);

        Assert.InRange(_figures.Read(static now => now.Typical(StatusInstruments.SensorLag))!.Value, 0.025, 0.04);
    }

    [Fact]
    public void Asks_gauges_anew_and_forgets_what_they_say_no_more()
    {
        var versions = new List<string> { "0.43.0", "0.43.1" };
        _meter.CreateObservableGauge(
            StatusInstruments.SensorInfo, () => versions.Select(static one => new Measurement<int>(1, new KeyValuePair<string, object?>("version", one))));

        Assert.Equal(["0.43.0", "0.43.1"], Versions());

        versions.RemoveAt(0);

        Assert.Equal(["0.43.1"], Versions());

        IReadOnlyList<string> Versions() => _figures.Read(static now => now.Names("version", StatusInstruments.SensorInfo));
    }

    [Fact]
    public void Keeps_what_a_gauge_told_on_its_own()
    {
        var up = _meter.CreateGauge<int>(StatusInstruments.SinkUp);
        up.Record(1, new KeyValuePair<string, object?>("sink", "slack"));
        up.Record(0, new KeyValuePair<string, object?>("sink", "slack"));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0.0, _figures.Read(static now => now.Value(StatusInstruments.SinkUp, ("sink", "slack"))));
        Assert.Null(_figures.Read(static now => now.Value(StatusInstruments.SinkUp, ("sink", "other"))));
    }

    [Fact]
    public void Goes_on_when_a_gauge_cannot_answer_and_takes_no_number_that_is_none()
    {
        _meter.CreateObservableGauge<double>(StatusInstruments.SpoolAge, static double () => throw new InvalidOperationException("broken"));
        _meter.CreateObservableGauge(StatusInstruments.SpoolEvents, static () => 7L);
        _meter.CreateObservableGauge(StatusInstruments.ConsumerDelay, static () => double.NaN);

        Assert.Equal(7, _figures.Read(static now => now.Whole(StatusInstruments.SpoolEvents)));
        Assert.Null(_figures.Read(static now => now.Value(StatusInstruments.ConsumerDelay)));
    }

    [Fact]
    public void Does_not_hear_another_host_of_the_same_process()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        others.GetRequiredService<IMeterFactory>().Create("Eyrie.Test").CreateCounter<long>(StatusInstruments.EventsRead).Add(1);

        Assert.False(_figures.Read(static now => now.Has(StatusInstruments.EventsRead)));
    }

    [Fact]
    public async Task Loses_nothing_that_several_threads_count()
    {
        var read = _meter.CreateCounter<long>(StatusInstruments.EventsRead);
        var lag = _meter.CreateHistogram<double>(StatusInstruments.SensorLag);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(
            () =>
            {
                for (var i = 0; i < 25_000; i++)
                {
                    var sensor = new KeyValuePair<string, object?>("sensor", i % 2 == 0 ? "falco" : $"tetragon-{thread % 2}");
                    read.Add(1, sensor);
                    lag.Record(1, sensor);
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal(100_000, _figures.Read(static now => now.Sum(StatusInstruments.EventsRead)));
        Assert.Equal(100_000, _figures.Read(static now => now.Sum(StatusInstruments.SensorLag)));
    }

    public void Dispose()
    {
        _figures.Dispose();
        _services.Dispose();
    }
}
