using System.Globalization;

namespace Eyrie.Demo;

/// <summary>What would be in the demo's <c>eyrie.yaml</c>.</summary>
internal static class DemoSettings
{
    private const string PodsNode = "worker-1";

    /// <summary>The settings as configuration keys.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Of(
        DemoKafka kafka, DemoSensors sensors, DemoTargets targets, DemoFolder folder) =>
    [
        new("cluster", "demo"),
        new("node", PodsNode),
        new("kafka:bootstrapServers", kafka.BootstrapServers),
        new("topics:prefix", kafka.Naming.Prefix),
        new("topics:partitions", kafka.Naming.Partitions.ToString(CultureInfo.InvariantCulture)),
        new("enricher:podsFile", folder.Write("pods.json", PodsFile.Of(PodsNode))),
        .. sensors.Configured.SelectMany((sensor, index) => new KeyValuePair<string, string?>[]
        {
            new($"sensors:{index}:name", sensor.Name),
            new($"sensors:{index}:type", sensor.Type),
            new($"sensors:{index}:address", sensor.Address),
            new($"sensors:{index}:node", sensor.Node),
        }),
        .. targets.Settings(folder),
    ];
}
