using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Health;

/// <summary>A glance at a health event: as precious as an alert, about the node that the sensor watches.</summary>
internal static class HealthGlance
{
    public static EventGlance At(ReadOnlySpan<byte> health)
    {
        var time = default(EventTime?);
        var node = default(Range);
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
        }

        return new(EventWorth.Alert, SensorNotice.None, time, node);
    }
}
