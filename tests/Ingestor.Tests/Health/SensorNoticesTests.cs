using System.Text;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Sensors;
using Eyrie.Protos.Tetragon;
using Eyrie.Testing;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Alert = Eyrie.Protos.Falco.Outputs.response;
using SensorStatus = Eyrie.Ingestor.Sensors.SensorStatus;

namespace Eyrie.Ingestor.Tests.Health;

public sealed class SensorNoticesTests
{
    [Theory]
    [InlineData("falco/falco-0.43.1-http.jsonl", SensorFormat.FalcoJson)]
    [InlineData("falco/falco-0.43.1-grpc.jsonl", SensorFormat.FalcoProtobuf)]
    public void Reads_a_real_falcos_drops(string file, SensorFormat format)
    {
        var drops = Events(file, format).Where(e => EventGlance.At(e.Span, format).Notice is SensorNotice.FalcoDrops).ToList();

        Assert.NotEmpty(drops);
        Assert.All(drops, drop =>
        {
            var said = SensorNotices.Read(SensorNotice.FalcoDrops, drop, format);
            Assert.Equal((HealthKind.SensorDrops, Severity.Error), (said.Kind, said.Severity));
            Assert.True(said.Lost > 0);
        });
    }

    [Theory]
    [InlineData("42", 42)]
    [InlineData("\"42\"", 42)]
    [InlineData("-5", 0)]
    [InlineData("1e3", 0)]
    [InlineData("null", 0)]
    [InlineData("{}", 0)]
    [InlineData("\"99999999999999999999\"", 0)]
    public void Reads_counts_as_numbers_and_as_text(string count, long expected)
    {
        var payload = Encoding.UTF8.GetBytes(
            $$$"""{"rule":"Falco internal: syscall event drop","source":"internal","output_fields":{"n_drops":{{{count}}}}}""");

        Assert.Equal(expected, SensorNotices.Read(SensorNotice.FalcoDrops, payload, SensorFormat.FalcoJson).Lost);
    }

    [Theory]
    [InlineData("Falco internal: timeouts notification", "Debug", Severity.Warning)]
    [InlineData("Falco internal: hot restart failure", "Critical", Severity.Critical)]
    public void Takes_falcos_own_severity_where_it_is_worse(string rule, string priority, Severity expected)
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"rule":"{{rule}}","source":"internal","priority":"{{priority}}"}""");

        var said = SensorNotices.Read(SensorNotice.FalcoTrouble, payload, SensorFormat.FalcoJson);

        Assert.Equal((HealthKind.SensorTrouble, rule, expected), (said.Kind, said.Reason, said.Severity));
    }

    [Theory]
    [InlineData("""{"process_throttle":{"type":"THROTTLE_START","cgroup":"a.scope"}}""", "SensorThrottled", "a.scope", 0)]
    [InlineData("""{"process_throttle":{"type":"THROTTLE_STOP","cgroup":"a.scope"}}""", "SensorUnthrottled", "a.scope", 0)]
    [InlineData("""{"rate_limit_info":{"number_of_dropped_process_events":"77"}}""", "SensorDrops", "the rate limit of its export", 77)]
    public void Reads_what_tetragon_holds_back_in_both_forms(string json, string kind, string reason, long lost)
    {
        var binary = JsonParser.Default.Parse<GetEventsResponse>(json).ToByteArray();
        foreach (var (payload, format) in new[]
            { (binary, SensorFormat.TetragonProtobuf), (Encoding.UTF8.GetBytes(json), SensorFormat.TetragonJson) })
        {
            var said = SensorNotices.Read(EventGlance.At(payload, format).Notice, payload, format);

            Assert.Equal((Enum.Parse<HealthKind>(kind), reason, lost), (said.Kind, said.Reason, said.Lost));
        }
    }

    [Fact]
    public void Never_fails_whatever_the_bytes_are() => Gen.Select(
        Gen.Byte.Array[0, 200], Gen.Enum<SensorFormat>(), Gen.Enum<SensorNotice>()).Sample(
        (bytes, format, notice) => Assert.True(SensorNotices.Read(notice, bytes, format).Lost >= 0));

    [Fact]
    public void Adds_up_what_a_sensor_admits_in_the_metric_at_once_and_in_the_events_in_the_end()
    {
        using var meters = new TestMeters();
        var time = new FakeTimeProvider();
        var intake = new RecordedIntake();
        var metrics = new IngestorMetrics(meters);
        using var status = A.Status(new SensorOptions { Name = "falco", Type = "falco-http" }, metrics, time, new RecordedLog<SensorStatus>(), intake);
        var payload = """{"rule":"Falco internal: syscall event drop","source":"internal","output_fields":{"n_drops":"3"}}"""u8.ToArray();

        for (var i = 0; i < 100; i++)
        {
            status.Noticed(SensorNotice.FalcoDrops, payload, SensorFormat.FalcoJson);
        }

        Assert.Equal(300, meters.Sum("eyrie.ingestor.sensor.lost_events", "sensor=falco"));
        Assert.Single(intake.Events);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([3L, 297], intake.Events.Select(told => HealthEventCodec.Read(told.Payload).Lost));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Events(string file, SensorFormat format) => Samples.Lines(file).Select(
        line => new ReadOnlyMemory<byte>(format is SensorFormat.FalcoJson ? Encoding.UTF8.GetBytes(line) : JsonParser.Default.Parse<Alert>(line).ToByteArray()));
}
