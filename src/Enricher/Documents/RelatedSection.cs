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
        ecs.Write("ip", Ips(observation, place));
        ecs.Write("user", Users(guard, observation, process));
        ecs.Write("hosts", Distinct(
            guard.Clean(observation.Node), guard.Clean(observation.SensorHost), guard.Clean(observation.Network?.SourceDomain),
            guard.Clean(observation.Network?.DestinationDomain), guard.Clean(observation.Dns?.Question)));
        ecs.Write("hash", Distinct(
            process is { Hashes: [var image, ..] } ? guard.Clean(image.Value) : null,
            guard.Clean(observation.File?.Hash?.Value),
            guard.Clean(place.Container?.ImageHash)));
        ecs.Close();
    }

    private static List<string>? Ips(Observation observation, in Place place)
    {
        var addresses = Distinct(
            Addresses.Text(observation.Network?.SourceAddress),
            Addresses.Text(observation.Network?.DestinationAddress),
            Addresses.Text(place.Pod?.Ip));
        for (var i = 0; i < observation.Dns?.ResolvedAddresses.Count; i++)
        {
            (addresses ??= []).Add(observation.Dns.ResolvedAddresses[i]);
        }

        return addresses;
    }

    // One sensor knows users by name, the other by number: with both, one query finds both.
    private static List<string>? Users(TextGuard guard, Observation observation, ProcessFact? process) => Distinct(
        guard.Clean(observation.User?.Name), guard.Clean(observation.User?.Id),
        guard.Clean(process?.User?.Name), guard.Clean(process?.User?.Id),
        guard.Clean(observation.EffectiveUser?.Name),
        guard.Clean(observation.TargetUser?.Name), guard.Clean(observation.TargetUser?.Id));

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
