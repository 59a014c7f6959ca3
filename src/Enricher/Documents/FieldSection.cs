using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes everything else the sensor said, flat: <c>falco.output_fields</c>, <c>tetragon</c>.</summary>
internal static class FieldSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation)
    {
        if (observation.Format is SensorFormat.EyrieJson)
        {
            return; // all that it says has a field of its own
        }

        if (observation.Format.Sensor() is "falco")
        {
            ecs.Open("falco");
            ecs.Open("output_fields");
            FlatMaps.Write(ecs, guard, observation.Fields, observation.Process?.Name);
            ecs.Close();
            FigureSection.Write(ecs, observation);
            ecs.Close();
            return;
        }

        ecs.Open("tetragon");
        ecs.Write("event_type", guard.Clean(observation.EventName));
        FlatMaps.Write(ecs, guard, observation.Fields);
        ecs.Close();
    }
}
