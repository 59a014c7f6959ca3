namespace Eyrie.Enricher.Explain;

/// <summary>Fields that no event says as they are: who makes them, and from what.</summary>
internal static class ComputedFields
{
    private static readonly (string Field, FieldOrigin Origin, string From)[] All =
    [
        ("event.id", FieldOrigin.Ingestor, "hash of the event's bytes and the node"),
        ("event.created", FieldOrigin.Ingestor, "when it had read the event"),
        ("event.ingested", FieldOrigin.Computed, "when the document was written"),
        ("event.risk_score", FieldOrigin.Computed, "the sum of eyrie.risk.reasons, 0 to 100"),
        ("event.kind", FieldOrigin.Computed, "a detection is an alert"),
        ("event.module", FieldOrigin.Ingestor, "which sensor it read"),
        ("event.dataset", FieldOrigin.Computed, "which sensor, and what kind of event"),
        ("observer.type", FieldOrigin.Computed, "which sensor"),
        ("observer.vendor", FieldOrigin.Computed, "which sensor"),
        ("observer.product", FieldOrigin.Computed, "which sensor"),
        ("host.name", FieldOrigin.Ingestor, "the node it reads from"),
        ("orchestrator.cluster", FieldOrigin.Ingestor, "the cluster it is configured for"),
        ("orchestrator.type", FieldOrigin.Computed, "there is a pod"),
        ("kubernetes.namespace_labels", FieldOrigin.Place, "the namespace, as the pod source has it"),
        ("kubernetes.node.labels", FieldOrigin.Place, "the node, as the cluster has it"),
        ("kubernetes.node", FieldOrigin.Ingestor, "the node it reads from"),
        ("host.type", FieldOrigin.Place, "the node, as the cluster has it"),
        ("host.id", FieldOrigin.Place, "the node, as the cluster has it"),
        ("host.architecture", FieldOrigin.Place, "the node, as the cluster has it"),
        ("host.ip", FieldOrigin.Place, "the node, as the cluster has it"),
        ("host.os.type", FieldOrigin.Computed, "the node, as the cluster has it; who reads system calls runs on Linux"),
        ("host.os", FieldOrigin.Place, "the node, as the cluster has it"),
        ("agent.type", FieldOrigin.Computed, "enricher.kibanaAnalyzer"),
        ("network.community_id", FieldOrigin.Computed, "both ends and the transport, hashed"),
        ("cloud", FieldOrigin.Place, "the node, as the cluster has it"),
        ("eyrie.source", FieldOrigin.Place, "who in the cluster had source.ip at that time"),
        ("eyrie.destination", FieldOrigin.Place, "who in the cluster had destination.ip at that time"),
        ("rule.id", FieldOrigin.Computed, "hash of the sensor and the rule's name"),
        ("threat.framework", FieldOrigin.Computed, "the rule's tags name techniques"),
        ("related", FieldOrigin.Computed, "gathered from the other fields"),
        ("eyrie.correlation", FieldOrigin.Computed, "the join, see above"),
        ("eyrie.detection", FieldOrigin.Computed, "the detection that made it an alert"),
        ("eyrie.suppressed", FieldOrigin.Computed, "the exception that fits it: nobody is called"),
        ("eyrie.risk", FieldOrigin.Computed, "severity, techniques, ancestry, place, and what came before on this workload"),
        ("eyrie.repeat", FieldOrigin.Computed, "alerts like it before: same rule, subject, executable, command line and file, numbers and temporary names aside"),
        ("eyrie.incident", FieldOrigin.Computed, "the alerts of the same subject around it"),
        ("eyrie.workload", FieldOrigin.Place, "the pod's owner"),
        ("eyrie.pod.source", FieldOrigin.Computed, "who knows the pod"),
        ("eyrie.blocked", FieldOrigin.Computed, "the policy's action, and how the process ended"),
        ("eyrie.enforcement.action", FieldOrigin.Sensor, "action, return_action"),
        ("eyrie.enforcement", FieldOrigin.Computed, "the policy's action, and how the process ended"),
        ("eyrie.related", FieldOrigin.Computed, "events of the other sensor about the same act"),
        ("eyrie.cuts", FieldOrigin.Computed, "texts that were too long"),
        ("eyrie.health", FieldOrigin.Ingestor, "what it says of its sensors"),
        ("ecs.version", FieldOrigin.Computed, "the version of ECS that the names follow"),
    ];

    /// <summary>Whether it depends on all that came before, of which whoever reads events again has only the last.</summary>
    public static bool IsRemembered(string field) => field is "event.risk_score"
        || field.StartsWith("eyrie.risk.", StringComparison.Ordinal)
        || field.StartsWith("eyrie.repeat.", StringComparison.Ordinal)
        || field.StartsWith("eyrie.incident.", StringComparison.Ordinal);

    /// <summary>All else of an event that the Ingestor told itself.</summary>
    public static (FieldOrigin Origin, string From) OfHealth => (FieldOrigin.Ingestor, "what it says of its sensors");

    /// <summary>Who makes a field; null when it is what an event, a process or a pod says.</summary>
    public static (FieldOrigin Origin, string From)? Find(string field)
    {
        foreach (var (name, origin, from) in All)
        {
            if (field.StartsWith(name, StringComparison.Ordinal) && (field.Length == name.Length || field[name.Length] is '.' or '['))
            {
                return (origin, from);
            }
        }

        return null;
    }
}
