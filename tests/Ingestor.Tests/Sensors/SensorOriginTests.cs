using System.Text;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class SensorOriginTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Theory]
    [InlineData("node-7", "node-7")]
    [InlineData("Rechner-Ö.intern", "Rechner-Ö.intern")]
    [InlineData("", "configured")]
    [InlineData("a\nb", "configured")]
    [InlineData("a\0", "configured")]
    [InlineData("a b", "configured")]
    [InlineData("a\u202Eb", "configured")] // turns what follows around on a screen
    public void Takes_the_node_from_an_event_unless_no_node_has_such_a_name(string told, string node) =>
        Assert.Equal(node, NodeOf(Encoding.UTF8.GetBytes(told)));

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void Takes_no_name_that_is_too_long(int length, bool taken)
    {
        var name = new string('n', length);

        Assert.Equal(taken ? name : "configured", NodeOf(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void Takes_no_name_that_is_no_text() => Assert.Equal("configured", NodeOf([0x6E, 0xFF]));

    [Theory]
    [InlineData("node-7:1234:42", "node-7")]
    [InlineData("a:b:1234:42", "a:b")]
    [InlineData("node-7", "configured")]
    [InlineData(":1:2", "configured")]
    public void Finds_the_node_in_the_id_of_a_process(string id, string node)
    {
        var cached = new ProcessInternal { Color = "inUse", Process = new() { Pid = 42, ExecId = Convert.ToBase64String(Encoding.UTF8.GetBytes(id)) } };
        var payload = cached.ToByteArray();
        var origin = new SensorOrigin("configured", nodeFromEvents: true, null, _time);

        var glance = EventGlance.At(payload, SensorFormat.TetragonProcess);

        Assert.Equal(EventWorth.Telemetry, glance.Worth);
        Assert.Equal(node, origin.Stamp(payload, SensorFormat.TetragonProcess, glance).Node);
    }

    [Fact]
    public void Leaves_events_no_say_when_told_so()
    {
        var origin = new SensorOrigin("configured", nodeFromEvents: false, "c", _time);

        var sensorEvent = Stamp(origin, "node-7"u8.ToArray());

        Assert.Equal(("configured", "c", EventTime.From(_time.GetUtcNow())), (sensorEvent.Node, sensorEvent.Cluster, sensorEvent.Received));
    }

    [Fact]
    public void Makes_each_name_once()
    {
        var origin = new SensorOrigin("configured", nodeFromEvents: true, null, _time);

        Assert.Same(Stamp(origin, "node-7"u8.ToArray()).Node, Stamp(origin, "node-7"u8.ToArray()).Node);
    }

    [Fact]
    public void Stays_right_however_many_names_come()
    {
        var origin = new SensorOrigin("configured", nodeFromEvents: true, null, _time);

        for (var i = 0; i < 20_000; i++)
        {
            Assert.Equal($"node-{i}", Stamp(origin, Encoding.UTF8.GetBytes($"node-{i}")).Node);
        }
    }

    private static SensorEvent Stamp(SensorOrigin origin, byte[] name) =>
        origin.Stamp(name, SensorFormat.TetragonJson, new EventGlance(default, default, null, ..));

    private string NodeOf(byte[] name) => Stamp(new("configured", nodeFromEvents: true, null, _time), name).Node;

    [Theory]
    [InlineData("prod", "versions/prod")]
    [InlineData(null, "versions/")]
    public void Keys_all_versions_of_a_cluster_alike_whichever_node_tells_them(string? cluster, string key)
    {
        var payload = HealthEventCodec.Write(new(HealthKind.SensorVersion) { Node = "node-7", Sensor = "falco", Version = "1" });
        var origin = new SensorOrigin("configured", nodeFromEvents: true, cluster, _time);

        Assert.Equal(key, origin.Stamp(payload, SensorFormat.EyrieJson, EventGlance.At(payload, SensorFormat.EyrieJson)).Node);
        payload = HealthEventCodec.Write(new(HealthKind.SensorLost) { Node = "node-7", Sensor = "falco" });
        Assert.Equal("node-7", origin.Stamp(payload, SensorFormat.EyrieJson, EventGlance.At(payload, SensorFormat.EyrieJson)).Node);
    }
}
