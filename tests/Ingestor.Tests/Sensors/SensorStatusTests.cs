using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class SensorStatusTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RecordedLog<SensorStatus> _log = new();
    private readonly RecordedIntake _intake = new();
    private readonly IngestorMetrics _metrics;
    private readonly SensorStatus _status;

    public SensorStatusTests()
    {
        _metrics = new(_meters);
        _status = Status(new() { Name = "falco", Type = "falco-grpc", Address = "http://falco:5060" });
    }

    [Fact]
    public void Says_each_change_once_however_many_attempts_lie_between()
    {
        Fail("nothing listens");
        Fail("nothing listens");
        _status.Connected("Falco 0.43.1");
        _status.Connected("Falco 0.43.1");
        Fail("it broke off");
        Fail("nothing listens");
        Fail("nothing listens");
        _status.Connected("Falco 0.43.1");

        Assert.Equal(
            [
                "Warning: Cannot read falco: nothing listens. Trying on; the next line about it is when that changes",
                "Information: Reading falco: Falco 0.43.1",
                "Warning: Lost falco: it broke off. Connecting again in 1.5 s, then with growing waits",
                "Warning: Cannot read falco: nothing listens. Trying on; the next line about it is when that changes",
                "Information: Reading falco: Falco 0.43.1",
            ],
            _log.Lines);
    }

    [Fact]
    public void Counts_connects_and_losses()
    {
        _status.Connected("Falco 0.43.1");
        _status.Lost(cause: null, TimeSpan.Zero);
        Fail("nothing listens");

        Assert.Equal(1, _meters.Sum("eyrie.ingestor.stream.connects", "sensor=falco"));
        Assert.Equal(1, _meters.Sum("eyrie.ingestor.stream.losses", "sensor=falco"));
    }

    [Fact]
    public void Tells_connects_and_losses_with_sensor_version_and_cause()
    {
        _status.Connected("Falco 0.43.1 at http://falco:5060", "0.43.1");
        Fail("it broke off");

        Assert.Collection(
            Told().Where(told => told.Kind is not HealthKind.SensorVersion),
            connected =>
            {
                Assert.Equal(HealthKind.SensorConnected, connected.Kind);
                Assert.Equal(("falco", "falco-grpc", "http://falco:5060"), (connected.Sensor, connected.Type, connected.Address));
                Assert.Equal(("node-1", "0.43.1"), (connected.Node, connected.Version));
            },
            lost =>
            {
                Assert.Equal((HealthKind.SensorLost, "it broke off", Severity.Error), (lost.Kind, lost.Reason, lost.Severity));
                Assert.Equal("0.43.1", lost.Version);
            });
    }

    [Fact]
    public void Tells_a_restart_by_another_version_and_none_by_the_same()
    {
        _status.Connected("Falco", "0.43.0");
        Fail("it broke off");
        _status.Connected("Falco", "0.43.0");
        Assert.DoesNotContain(Told(), told => told.Kind is HealthKind.SensorRestarted);

        Fail("it broke off");
        _status.Connected("Falco", "0.43.1");

        var restarted = Assert.Single(Told(), told => told.Kind is HealthKind.SensorRestarted);
        Assert.Equal(("0.43.0", "0.43.1"), (restarted.PreviousVersion, restarted.Version));
    }

    [Fact]
    public void Tells_the_version_on_connect_on_change_and_every_quarter_of_an_hour_while_it_is_read()
    {
        _status.Connected("Falco", "0.43.0");
        Assert.Equal(["0.43.0"], Versions());

        _time.Advance(TimeSpan.FromMinutes(15));
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(["0.43.0", "0.43.0", "0.43.0"], Versions());

        Fail("it broke off");
        _time.Advance(TimeSpan.FromMinutes(15));
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(3, Versions().Count());

        _status.Connected("Falco", "0.43.1");
        Assert.Equal("0.43.1", Versions().Last());

        IEnumerable<string> Versions() => Told().Where(told => told.Kind is HealthKind.SensorVersion).Select(told => told.Version);
    }

    [Fact]
    public void Tells_no_version_of_a_sensor_that_has_none()
    {
        _status.Connected("the standard input");
        _time.Advance(TimeSpan.FromHours(1));

        Assert.DoesNotContain(Told(), told => told.Kind is HealthKind.SensorVersion);
    }

    [Fact]
    public void Tells_a_sensor_that_never_answered_once_after_a_grace()
    {
        Fail("nothing listens");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(Told());

        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromHours(1));

        var unreachable = Assert.Single(Told());
        Assert.Equal((HealthKind.SensorUnreachable, "nothing listens"), (unreachable.Kind, unreachable.Reason));
    }

    [Fact]
    public void Tells_no_grace_of_a_sensor_that_answered_and_was_lost()
    {
        _status.Connected("Falco");
        Fail("it broke off");

        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.DoesNotContain(Told(), told => told.Kind is HealthKind.SensorUnreachable);
    }

    [Theory]
    [InlineData("falco-http", 0)]
    [InlineData("falco-file", 0)]
    [InlineData("tetragon-grpc", 1)]
    public void Tells_one_that_says_nothing_to_an_attempt_but_not_one_that_nobody_must_answer(string type, int expected)
    {
        using var status = Status(new() { Name = "other", Type = type });

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(expected, Told().Count(told => told is { Kind: HealthKind.SensorUnreachable, Sensor: "other" }));
    }

    [Fact]
    public void Tells_silence_once_and_when_it_is_over()
    {
        using var status = Status(new() { Name = "tetragon", Type = "tetragon-grpc", SilenceAfter = TimeSpan.FromMinutes(10) });
        status.Connected("Tetragon");
        _time.Advance(TimeSpan.FromMinutes(5));
        Hear(status);
        var last = Now;
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.DoesNotContain(Told(), told => told.Kind is HealthKind.SensorSilent);

        _time.Advance(TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromMinutes(60));
        var silent = Assert.Single(Told(), told => told.Kind is HealthKind.SensorSilent);
        Assert.Equal((last, "tetragon", Severity.Error), (silent.Since, silent.Sensor, silent.Severity));
        Assert.DoesNotContain(Told(), told => told.Kind is HealthKind.SensorHeard);

        Hear(status);
        Hear(status);
        var heard = Assert.Single(Told(), told => told.Kind is HealthKind.SensorHeard);
        Assert.Equal(last, heard.Since);
    }

    [Fact]
    public void Does_not_call_a_lost_sensor_silent()
    {
        using var status = Status(new() { Name = "tetragon", Type = "tetragon-grpc" });
        status.Connected("Tetragon");
        Hear(status);
        status.Lost(null, TimeSpan.Zero);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain(Told(), told => told.Kind is HealthKind.SensorSilent);

        status.Connected("Tetragon");
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Contains(Told(), told => told.Kind is HealthKind.SensorSilent);
    }

    [Theory]
    [InlineData("tetragon-grpc", null, 10 * 60)]
    [InlineData("tetragon-file", null, 10 * 60)]
    [InlineData("falco-http", null, 24 * 60 * 60)]
    [InlineData("tetragon-stdin", null, 0)]
    [InlineData("falco-stdin", null, 0)]
    [InlineData("tetragon-grpc", 0, 0)]
    [InlineData("falco-stdin", 7, 7)]
    public void Knows_how_long_a_silence_is_nothing(string type, int? set, int expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected),
        Eyrie.Ingestor.Health.SensorSilence.Limit(new() { Type = type, SilenceAfter = set is { } s ? TimeSpan.FromSeconds(s) : null }));

    [Fact]
    public void Never_calls_a_sensor_silent_that_may_be()
    {
        using var status = Status(new() { Name = "stdin", Type = "tetragon-stdin" });
        status.Connected("standard input");

        _time.Advance(TimeSpan.FromDays(9));

        Assert.DoesNotContain(Told(), told => told.Kind is HealthKind.SensorSilent);
    }

    [Fact]
    public void Shows_in_metrics_whether_it_is_up_and_how_long_it_is_silent()
    {
        _meters.Ask();
        Assert.Equal(0, _meters.Last("eyrie.ingestor.sensor.up", "sensor=falco"));

        _status.Connected("Falco");
        _time.Advance(TimeSpan.FromSeconds(90));
        _meters.Ask();

        Assert.Equal(1, _meters.Last("eyrie.ingestor.sensor.up", "sensor=falco"));
        Assert.Equal(90, _meters.LastReal("eyrie.ingestor.sensor.silence", "sensor=falco"));

        Hear(_status);
        _status.Lost(null, TimeSpan.Zero);
        _meters.Ask();

        Assert.Equal(0, _meters.Last("eyrie.ingestor.sensor.up", "sensor=falco"));
        Assert.Equal(0, _meters.LastReal("eyrie.ingestor.sensor.silence", "sensor=falco"));
    }

    [Fact]
    public void Tells_each_of_several_addresses_on_its_own()
    {
        using var one = _status.ForAddress("http://10.0.0.1:5060");
        using var two = _status.ForAddress("http://10.0.0.2:5060");
        one.Connected("Falco");
        two.Lost(new(FailureKind.Transient, "nothing listens"), TimeSpan.Zero);

        _time.Advance(TimeSpan.FromMinutes(1));
        _meters.Ask();

        Assert.Equal(
            [(HealthKind.SensorConnected, "http://10.0.0.1:5060"), (HealthKind.SensorUnreachable, "http://10.0.0.2:5060")],
            Told().Select(told => (told.Kind, told.Address)));
        Assert.Equal(1, _meters.Last("eyrie.ingestor.sensor.up", "sensor=falco", "address=http://10.0.0.1:5060"));
        Assert.Equal(0, _meters.Last("eyrie.ingestor.sensor.up", "sensor=falco", "address=http://10.0.0.2:5060"));
        Assert.Null(_meters.Last("eyrie.ingestor.sensor.up", "sensor=falco"));
    }

    [Fact]
    public void Says_nothing_any_more_once_it_is_disposed_of()
    {
        var status = Status(new() { Name = "gone", Type = "tetragon-grpc" });
        status.Dispose();

        _time.Advance(TimeSpan.FromHours(1));
        _meters.Ask();

        Assert.DoesNotContain(Told(), told => told.Sensor == "gone");
        Assert.Null(_meters.Last("eyrie.ingestor.sensor.up", "sensor=gone"));
    }

    public void Dispose()
    {
        _status.Dispose();
        _meters.Dispose();
    }

    private EventTime Now => EventTime.From(_time.GetUtcNow());

    private void Hear(SensorStatus status) => status.Heard(Now);

    private SensorStatus Status(SensorOptions sensor) => A.Status(sensor, _metrics, _time, _log, _intake);

    private List<HealthEvent> Told() => [.. _intake.Events.Select(told => HealthEventCodec.Read(told.Payload))];

    private void Fail(string why) => _status.Lost(new(FailureKind.Transient, why), TimeSpan.FromSeconds(1.5));
}
