using System.Text;

namespace Eyrie.Contracts.Tests;

public sealed class SensorEventTests
{
    [Fact]
    public void Gives_the_same_event_the_same_id_and_others_their_own()
    {
        var id = Id("payload", "node-1");

        Assert.Equal(id, Id("payload", "node-1"));
        Assert.NotEqual(id, Id("payload", "node-2"));
        Assert.NotEqual(id, Id("payloae", "node-1"));
        Assert.Matches("^[0-9a-f]{32}$", id);
    }

    [Fact]
    public void Names_every_format_on_the_wire_and_reads_it_back()
    {
        foreach (var format in Enum.GetValues<SensorFormat>())
        {
            Assert.True(SensorFormats.TryParse(Encoding.ASCII.GetBytes(format.WireName()), out var read));
            Assert.Equal(format, read);
            Assert.StartsWith(format.Sensor(), format.WireName(), StringComparison.Ordinal);
        }

        Assert.False(SensorFormats.TryParse("falco"u8, out _));
    }

    private static string Id(string payload, string node) =>
        new SensorEvent(Encoding.UTF8.GetBytes(payload), SensorFormat.FalcoJson, node, default).ComputeId();
}
