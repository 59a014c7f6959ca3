using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Health;

/// <summary>A glance at a health event: as precious as an alert, about the node that the sensor watches, or with a key of its own.</summary>
internal static class HealthGlance
{
    public static EventGlance At(ReadOnlySpan<byte> health)
    {
        var time = default(EventTime?);
        var (node, key) = (default(Range), default(Range));
        for (var members = new JsonMembers(health); members.MoveNext();)
        {
            if (members.Name.SequenceEqual("time"u8))
            {
                time = GlancedTime.Text(health[members.Text]);
            }
            else if (members.Name.SequenceEqual("node"u8))
            {
                node = members.Text;
            }
            else if (members.Name.SequenceEqual("key"u8))
            {
                key = members.Text;
            }
        }

        return new(EventWorth.Alert, SensorNotice.None, time, health[key].IsEmpty ? node : key);
    }
}
