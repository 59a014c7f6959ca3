using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Gathers what an analyst pivots on: <c>related.ip</c>, <c>.user</c>, <c>.hosts</c>, <c>.hash</c>.</summary>
internal static class RelatedSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation, Enrichment enrichment, in Place place)
    {
        var process = enrichment.Process ?? observation.Process;
        ecs.Open("related");
        ecs.Write("ip", Distinct(
            Addresses.Text(observation.Network?.SourceAddress),
            Addresses.Text(observation.Network?.DestinationAddress),
            Addresses.IsAddress(place.Pod?.Ip) ? place.Pod?.Ip : null));
        ecs.Write("user", Distinct(guard.Clean(observation.User?.Name), guard.Clean(process?.User?.Name)));
        ecs.Write("hosts", Distinct(
            guard.Clean(observation.Node), guard.Clean(observation.SensorHost), guard.Clean(observation.Network?.DestinationDomain)));
        ecs.Write("hash", Distinct(
            process is { Hashes: [var image, ..] } ? guard.Clean(image.Value) : null,
            guard.Clean(observation.File?.Hash?.Value),
            guard.Clean(place.Container?.ImageHash)));
        ecs.Close();
    }

    private static List<string>? Distinct(params ReadOnlySpan<string?> values)
    {
        List<string>? distinct = null;
        foreach (var value in values)
        {
            if (EcsWriter.IsSaid(value) && distinct?.Contains(value!) is not true)
            {
                (distinct ??= []).Add(value!);
            }
        }

        return distinct;
    }
}
