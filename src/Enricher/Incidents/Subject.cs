using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Incidents;

/// <summary>
/// Whom an alert is about: a container by the 12 characters of its id that both sensors know; on a host the process below
/// pid 1 from which the acting one descends, for instance the service or the session; the node when even that is unknown. What is said of a
/// sensor's health is about that sensor, however much happens on its host at the same time.
/// </summary>
internal static class Subject
{
    public static string Of(Observation observation, Enrichment enrichment)
    {
        if (observation.Health is { } health)
        {
            return health.Kind is HealthKind.VersionsDiffer or HealthKind.VersionsAgree
                ? $"eyrie/versions/{health.Address}/{health.Sensor}" // of all nodes, whichever reported last
                : $"{observation.Node}/eyrie/{health.Sensor}/{health.Address}";
        }

        var container = enrichment.Container?.Id ?? enrichment.Process?.ContainerId;
        if (container is { Length: >= ContainerIds.Shortest })
        {
            return container[..ContainerIds.Shortest];
        }

        return TopmostPid(enrichment) is { } pid
            ? string.Create(CultureInfo.InvariantCulture, $"{observation.Node}/{pid}")
            : observation.Node;
    }

    // Only a chain that reached pid 1 names the same topmost process for all that descend from it.
    private static long? TopmostPid(Enrichment enrichment)
    {
        var ancestors = enrichment.Ancestors;
        if (ancestors is not [.., { Pid: 1 }])
        {
            return null;
        }

        for (var i = ancestors.Count - 2; i >= 0; i--)
        {
            if (ancestors[i].Pid is > 1 and var pid)
            {
                return pid;
            }
        }

        return enrichment.Process?.Pid;
    }
}
