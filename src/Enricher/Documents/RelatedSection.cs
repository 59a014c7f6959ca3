using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Gathers what an analyst pivots on: <c>related.ip</c>, <c>.user</c>, <c>.hosts</c>, <c>.hash</c>; each value once.</summary>
internal static class RelatedSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation, Enrichment enrichment, in Place place)
    {
        var process = enrichment.Process ?? observation.Process;
        ecs.Open("related");
        WriteIps(ecs, observation, place.Pod?.Ip);

        // One sensor knows users by name, the other by number: with both, one query finds both.
        WriteDistinct(ecs, "user",
            guard.Clean(observation.User?.Login), guard.Clean(observation.User?.Id),
            guard.Clean(process?.User?.Login), guard.Clean(process?.User?.Id),
            guard.Clean(observation.EffectiveUser?.Login), guard.Clean(observation.EffectiveUser?.Id),
            guard.Clean(observation.TargetUser?.Login), guard.Clean(observation.TargetUser?.Id));
        WriteDistinct(ecs, "hosts",
            guard.Clean(observation.Node), guard.Clean(observation.SensorHost), guard.Clean(observation.Network?.SourceDomain),
            guard.Clean(observation.Network?.DestinationDomain), guard.Clean(observation.Dns?.Question));
        WriteDistinct(ecs, "hash",
            process is { Hashes: [var image, ..] } ? guard.Clean(image.Value) : null,
            guard.Clean(observation.File?.Hash?.Value),
            guard.Clean(place.Container?.ImageHash));
        ecs.Close();
    }

    private static void WriteIps(EcsWriter ecs, Observation observation, string? pod)
    {
        var (source, destination) = (observation.Network?.SourceAddress, observation.Network?.DestinationAddress);
        ecs.OpenList("ip");
        ecs.Add(source);
        ecs.Add(destination is null || destination.Equals(source) ? null : destination);
        var own = Addresses.Text(pod);
        if (!source.Is(own) && !destination.Is(own))
        {
            ecs.Add(own);
        }

        for (var i = 0; i < observation.Dns?.ResolvedAddresses.Count; i++)
        {
            ecs.Add(observation.Dns.ResolvedAddresses[i]);
        }

        ecs.Close();
    }

    private static void WriteDistinct(EcsWriter ecs, string name, params ReadOnlySpan<string?> values)
    {
        ecs.OpenList(name);
        for (var i = 0; i < values.Length; i++)
        {
            if (!values[..i].Contains(values[i]))
            {
                ecs.Add(values[i]);
            }
        }

        ecs.Close();
    }
}
