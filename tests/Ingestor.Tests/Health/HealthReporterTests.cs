using Eyrie.Contracts;
using Eyrie.Ingestor.Health;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Health;

public sealed class HealthReporterTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly TestMeters _meters = new();
    private readonly RecordedIntake _intake = new();
    private readonly HealthReporter _reporter;

    public HealthReporterTests() => _reporter = A.Reporter(new IngestorMetrics(_meters), _time, _intake);

    [Fact]
    public void Tells_the_first_at_once_and_the_rest_of_a_minute_as_one_with_their_sum()
    {
        Drop(5);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(5 * Second);
            Drop(7);
        }

        Assert.Equal(5, Assert.Single(Told()).Lost);

        _time.Advance(10 * Second);
        var sum = Told()[1];
        Assert.Equal((70, 10), (sum.Lost, sum.Occurrences));
        Assert.Equal(At(5), sum.Since);
        Assert.Equal(
            "falco lost 70 events before they could be read: full buffer (10 changes or reports since 2026-01-02 03:04:10 UTC)", sum.Message);

        _time.Advance(600 * Second);
        Assert.Equal(2, Told().Count);
    }

    [Fact]
    public void Tells_the_last_state_in_the_end_however_often_it_changed()
    {
        Connect();
        for (var i = 0; i < 20; i++)
        {
            Lose();
            _time.Advance(Second);
            Connect();
            _time.Advance(Second);
        }

        Assert.Equal([HealthKind.SensorConnected, HealthKind.SensorLost], Told().Select(told => told.Kind));

        _time.Advance(60 * Second);
        Assert.Equal([HealthKind.SensorConnected, HealthKind.SensorLost, HealthKind.SensorConnected], Told().Select(told => told.Kind));
        Assert.Equal(39, Told()[2].Occurrences);
        Assert.Equal(Severity.Informational, Told()[2].Severity);
    }

    [Fact]
    public void Never_leaves_a_state_told_that_is_not_so_whatever_the_order_and_the_pace()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var last = HealthKind.SensorConnected;
            for (var change = random.Next(1, 30); change > 0; change--)
            {
                last = last is HealthKind.SensorConnected ? HealthKind.SensorLost : HealthKind.SensorConnected;
                Report(last);
                _time.Advance(TimeSpan.FromSeconds(random.Next(0, 40)));
            }

            _time.Advance(61 * Second);
            Assert.Equal(last, Told()[^1].Kind);
            if (last is HealthKind.SensorLost)
            {
                Connect();
                _time.Advance(61 * Second);
            }
        }
    }

    [Fact]
    public void Does_not_let_one_sensor_or_one_reason_hide_another()
    {
        Drop(1);
        Drop(1, "tetragon");
        _reporter.EventsDropped("falco", DropReasons.SpoolFull, 3);
        _reporter.EventsDropped("falco", DropReasons.TooLarge, 4);

        Assert.Equal([1L, 1, 3, 4], Told().Select(told => told.Lost));
    }

    [Fact]
    public void Numbers_events_so_that_two_of_the_same_words_are_two_across_restarts_too()
    {
        Lose();
        _time.Advance(Second);
        using var restarted = A.Reporter(new IngestorMetrics(_meters), _time, _intake);
        restarted.Report(new(HealthKind.SensorLost) { Sensor = "falco", Reason = "it broke off" });
        restarted.Report(new(HealthKind.SensorLost) { Sensor = "tetragon", Reason = "it broke off" });

        var numbers = Told().Select(told => told.Number).ToList();
        Assert.Equal(3, numbers.Distinct().Count());
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(3, _intake.Events.Select(told => new SensorEvent(told.Payload, told.Format, "n", default).ComputeId()).Distinct().Count());
    }

    [Fact]
    public void Keeps_what_is_reported_before_there_is_an_intake()
    {
        using var reporter = A.Reporter(new IngestorMetrics(_meters), _time);
        reporter.Report(new(HealthKind.SensorConnected) { Sensor = "falco" });
        Assert.Empty(Told());

        reporter.Connect(_intake);

        Assert.Equal(HealthKind.SensorConnected, Assert.Single(Told()).Kind);
        Assert.Equal(SensorFormat.EyrieJson, _intake.Events[0].Format);
        Assert.Equal(1, _intake.Flushes);
    }

    [Fact]
    public void Tells_again_what_was_not_kept_with_nothing_left_out_of_the_sum()
    {
        _intake.IsFull = true;
        Drop(5);
        Drop(6);
        Assert.Empty(Told());
        Assert.Equal(0, _meters.Sum("eyrie.ingestor.health.events"));

        _intake.IsFull = false;
        _time.Advance(60 * Second);

        var told = Assert.Single(Told());
        Assert.Equal((11, 2), (told.Lost, told.Occurrences));
        Assert.Equal(1, _meters.Sum("eyrie.ingestor.health.events", "kind=sensor_drops"));
    }

    [Fact]
    public void Tells_what_waits_when_the_process_stops()
    {
        Drop(5);
        Drop(6);
        Connect();

        _reporter.TellAll();

        Assert.Equal([5L, 0, 6], Told().Select(told => told.Lost));
    }

    [Fact]
    public void Says_nothing_of_the_drops_of_its_own_events()
    {
        _reporter.EventsDropped(HealthReporter.Sensor, DropReasons.SpoolFull, 1);

        Assert.Empty(Told());
    }

    [Fact]
    public void Does_not_call_itself_when_keeping_an_event_drops_others()
    {
        using var reporter = A.Reporter(new IngestorMetrics(_meters), _time);
        var intake = new DroppingIntake(() => reporter.EventsDropped("falco", DropReasons.SpoolFull, 1));
        reporter.Connect(intake);

        reporter.Report(new(HealthKind.SensorLost) { Sensor = "falco" });

        Assert.Equal(1, intake.DeepestCall);
        Assert.Equal(2, intake.Kept);
    }

    [Fact]
    public void Survives_an_intake_that_throws()
    {
        using var reporter = A.Reporter(new IngestorMetrics(_meters), _time);
        var broken = true;
        var intake = new DroppingIntake(() => _ = broken ? throw new InvalidOperationException("closed") : 0);
        reporter.Connect(intake);
        reporter.Report(new(HealthKind.SensorLost) { Sensor = "falco" });
        Assert.Equal(0, intake.Kept);

        broken = false;
        _time.Advance(60 * Second);

        Assert.Equal(1, intake.Kept);
    }

    [Fact]
    public void Loses_nothing_of_the_sum_when_many_threads_report()
    {
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                Drop(1);
            }
        });

        _time.Advance(60 * Second);
        Assert.Equal(8_000, Told().Sum(told => told.Lost));
        Assert.Equal(2, Told().Count);
    }

    public void Dispose()
    {
        _reporter.Dispose();
        _meters.Dispose();
    }

    private static EventTime At(int seconds) => EventTime.From(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(seconds));

    private void Connect() => Report(HealthKind.SensorConnected);

    private void Lose() => Report(HealthKind.SensorLost);

    private void Report(HealthKind kind) => _reporter.Report(new(kind) { Sensor = "falco", Reason = "it broke off" });

    private void Drop(long count, string sensor = "falco") =>
        _reporter.Report(new(HealthKind.SensorDrops) { Sensor = sensor, Reason = "full buffer", Lost = count });

    private List<HealthEvent> Told() => [.. _intake.Events.Select(told => HealthEventCodec.Read(told.Payload))];

    /// <summary>An intake in which something happens whenever an event is kept.</summary>
    private sealed class DroppingIntake(Action happens) : IEventIntake
    {
        private int _calls;

        public int DeepestCall { get; private set; }

        public int Kept { get; private set; }

        public bool TryKeep(ReadOnlyMemory<byte> payload, SensorFormat format, out long position)
        {
            position = 0;
            DeepestCall = Math.Max(DeepestCall, ++_calls);
            happens();
            _calls--;
            Kept++;
            return true;
        }

        public bool TryReject(ReadOnlyMemory<byte> payload, SensorFormat format, string reason, string error, out long position) =>
            throw new NotSupportedException();

        public void Flush()
        {
        }

        public ValueTask RoomAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask DurableAsync(long position, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
