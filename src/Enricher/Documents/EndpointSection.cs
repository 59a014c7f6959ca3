using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes who in the cluster has the connection's addresses: <c>eyrie.source</c>, <c>eyrie.destination</c>. ECS has no names for it.</summary>
internal static class EndpointSection
{
    /// <summary>Writes both ends, as far as they are known.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Enrichment enrichment)
    {
        Write(ecs, guard, "source", enrichment.Source);
        Write(ecs, guard, "destination", enrichment.Destination);
    }

    private static void Write(EcsWriter ecs, TextGuard guard, string name, EndpointFact? end)
    {
        if (end is null)
        {
            return;
        }

        ecs.Open(name);
        ecs.Write("kind", end.Kind);
        ecs.Write("namespace", guard.Clean(end.Namespace));
        ecs.Write("name", guard.Clean(end.Name));
        ecs.Open("workload");
        ecs.Write("kind", guard.Clean(end.WorkloadKind));
        ecs.Write("name", guard.Clean(end.WorkloadName));
        ecs.Close();
        ecs.Close();
    }
}
