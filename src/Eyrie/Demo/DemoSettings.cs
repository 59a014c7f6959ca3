using System.Globalization;

namespace Eyrie.Demo;

/// <summary>What would be in the demo's <c>eyrie.yaml</c>.</summary>
internal static class DemoSettings
{
    // Only configuration makes alerts of what Tetragon's policies say; these are the policies of the simulated node.
    private static readonly (string Policy, string Severity)[] Detections =
        [("sensitive-*", "critical"), ("sudden-*", "critical"), ("web-root-write", "error")];

    // One of the harmless alerts has an owner who knows of it, so that a dashboard shows what exceptions keep from people.
    private const string Exceptions = """
        exceptions:
          - rules: [Contact K8S API Server From Container]
            namespaces: [kube-system]
            ancestors: ["*containerd-shim*"]
            reason: the cluster's DNS watches services
            owner: platform
        """;

    /// <summary>The settings as configuration keys.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Of(
        DemoOptions options, DemoKafka kafka, DemoSensors sensors, DemoTargets targets, DemoFolder folder) =>
    [
        new("http:listen", options.Http),
        new("cluster", "demo"),
        new("node", PodsFile.Node),
        new("kafka:bootstrapServers", kafka.BootstrapServers),
        new("topics:prefix", kafka.Naming.Prefix),
        new("topics:partitions", kafka.Naming.Partitions.ToString(CultureInfo.InvariantCulture)),
        new("ingestor:dataFolder", folder.Data),
        new("enricher:podsFile", folder.Write("pods.json", PodsFile.Content)),
        new("enricher:defaultDetections", "false"), // the demo's story has one page; ours would find the script in /dev/shm beside Falco
        new("enricher:detectionsFile", folder.Write("detections.yaml", Exceptions)),
        .. Detections.SelectMany((detection, index) => new KeyValuePair<string, string?>[]
        {
            new($"enricher:detections:{index}:policy", detection.Policy),
            new($"enricher:detections:{index}:severity", detection.Severity),
        }),
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
