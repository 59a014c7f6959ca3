using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes what is said of a sensor's health: <c>eyrie.health</c>, and the sensor itself as <c>observer</c>.</summary>
internal static class HealthSection
{
    /// <summary>Writes <c>observer</c>: the sensor that it is about, which is not the one that says it.</summary>
    public static void WriteObserver(EcsWriter ecs, TextGuard guard, HealthEvent health)
    {
        var (vendor, product) = health.Type switch
        {
            var type when type.StartsWith("falco", StringComparison.Ordinal) => ("Falco", "Falco"),
            var type when type.StartsWith("tetragon", StringComparison.Ordinal) => ("Cilium", "Tetragon"),
            _ => ("Eyrie", "Eyrie"),
        };
        ecs.Open("observer");
        ecs.Write("type", "sensor");
        ecs.Write("vendor", vendor);
        ecs.Write("product", product);
        ecs.Write("name", guard.Clean(health.Sensor));
        ecs.Write("version", guard.Clean(health.Version));
        ecs.Close();
    }

    /// <summary>Writes the part of <c>eyrie</c>.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, HealthEvent? health)
    {
        if (health is null)
        {
            return;
        }

        ecs.Open("health");
        ecs.Write("kind", health.Kind.Word());
        ecs.Write("number", health.Number);
        ecs.Write("sensor", guard.Clean(health.Sensor));
        ecs.Write("type", guard.Clean(health.Type));
        ecs.Write("address", guard.Clean(health.Address));
        ecs.Write("version", guard.Clean(health.Version));
        ecs.Write("previous_version", guard.Clean(health.PreviousVersion));
        ecs.Write("occurrences", health.Occurrences);
        ecs.Write("lost", health.Lost);
        ecs.Write("since", health.Since);
        ecs.Write("advice", health.Kind.Advice());
        ecs.Close();
    }
}
