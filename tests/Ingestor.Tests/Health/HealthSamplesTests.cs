using System.Text;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Health;

/// <summary>
/// Writes <c>tests/samples/eyrie/health.jsonl</c>, from which the Enricher's tests make documents: what one stage writes is what the other
/// is tested with. To write it anew after a wanted change: <c>EYRIE_WRITE_GOLDEN=1</c>.
/// </summary>
public sealed class HealthSamplesTests
{
    private const string File = "eyrie/health.jsonl";

    private static readonly IEnumerable<HealthKind> Kinds =
        Enum.GetValues<HealthKind>().Except([HealthKind.VersionsDiffer, HealthKind.VersionsAgree]);

    [Fact]
    public void Writes_the_samples_that_the_Enricher_is_tested_with()
    {
        var lines = string.Join('\n', Tell().Select(told => told.Text)) + "\n";
        var path = Path.Combine(Samples.Path(), File);
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            System.IO.File.WriteAllText(path, lines);
        }

        Assert.Equal(System.IO.File.ReadAllText(path), lines);
    }

    [Fact]
    public void Tells_an_event_of_each_kind_but_those_of_the_Enricher() => Assert.Equal(
        Kinds.Order(), Tell().Select(told => HealthEventCodec.Read(told.Payload).Kind).Distinct().Order());

    [Fact]
    public void Is_glanced_at_as_an_alert_about_the_sensors_node()
    {
        foreach (var told in Tell())
        {
            var glance = EventGlance.At(told.Payload.Span, told.Format);

            Assert.Equal((EventWorth.Alert, SensorNotice.None), (glance.Worth, glance.Notice));
            var key = HealthEventCodec.Read(told.Payload).Kind is HealthKind.SensorVersion ? "versions" : "worker-1";
            Assert.Equal(key, Encoding.UTF8.GetString(told.Payload.Span[glance.Node]));
            Assert.Equal(HealthEventCodec.Read(told.Payload).Time, glance.Time);
        }
    }

    private static IReadOnlyList<RecordedEvent> Tell()
    {
        using var meters = new TestMeters();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero));
        var intake = new RecordedIntake();
        using var reporter = A.Reporter(new IngestorMetrics(meters), time, intake);
        foreach (var kind in Kinds)
        {
            var ofSensor = kind is not (HealthKind.SpoolTrouble or HealthKind.SpoolRecovered or HealthKind.KafkaTrouble or HealthKind.KafkaRecovered);
            reporter.Report(new(kind)
            {
                Sensor = ofSensor ? "tetragon" : "",
                Type = ofSensor ? "tetragon-grpc" : "",
                Address = ofSensor ? "unix:///var/run/tetragon/tetragon.sock" : "",
                Version = ofSensor ? "v1.7.0" : "",
                PreviousVersion = kind is HealthKind.SensorRestarted ? "v1.6.0" : "",
                Node = "worker-1",
                Reason = ReasonOf(kind),
                Lost = kind is HealthKind.SensorDrops or HealthKind.EventsDropped ? 4_711 : 0,
                Since = kind is HealthKind.SensorSilent or HealthKind.SensorHeard or HealthKind.SensorUnreachable
                    ? EventTime.From(time.GetUtcNow() - TimeSpan.FromMinutes(10)) : null,
            });
            time.Advance(TimeSpan.FromSeconds(61));
        }

        return intake.Events;
    }

    // Hostile where a sensor has the word.
    private static string ReasonOf(HealthKind kind) => kind switch
    {
        HealthKind.SensorConnected => "Tetragon v1.7.0 at unix:///var/run/tetragon/tetragon.sock",
        HealthKind.SensorLost or HealthKind.SensorUnreachable => "nothing listens at unix:///var/run/tetragon/tetragon.sock",
        HealthKind.SensorDrops => "the rate limit of its export",
        HealthKind.SensorThrottled or HealthKind.SensorUnthrottled => "evil\",\"kind\":\"x\n<!channel>\u202e\ud800.scope",
        HealthKind.SensorTrouble => "Falco internal: hot restart failure",
        HealthKind.EventsDropped => DropReasons.SpoolFull,
        HealthKind.SpoolTrouble => "no space left on device",
        HealthKind.KafkaTrouble => "connection refused (Local_Transport)",
        _ => "",
    };
}
