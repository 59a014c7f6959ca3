using static Eyrie.Contracts.Fields.DocumentField;

namespace Eyrie.Contracts.Fields;

/// <summary>What Eyrie found out (<c>eyrie</c>), and what the sensors said beyond ECS (<c>falco</c>, <c>tetragon</c>).</summary>
internal static class OurFields
{
    public static IReadOnlyList<DocumentField> All { get; } =
    [
        Wildcard("eyrie.process.tree", "The processes that led here, in one line.", "systemd(1) > bash(40012) > sh(40019)"),
        Objects("eyrie.process.ancestors", "The ancestors, parent first."),
        Keyword("eyrie.process.ancestors.name", "Name.", "bash"),
        Keyword("eyrie.process.ancestors.executable", "Path of what it runs.", "/bin/bash"),
        Whole("eyrie.process.ancestors.pid", "Pid on the node.", "40012"),
        Wildcard("eyrie.process.ancestors.command_line", "Command line, secrets blanked.", "/bin/bash -i"),
        Keyword("eyrie.process.ancestors.user", "User by name, else by id.", "root"),
        Time("eyrie.process.ancestors.start", "When it began."),
        Keyword("eyrie.workload.kind", "What kind of workload owns the pod.", "Deployment"),
        Keyword("eyrie.workload.name", "Its name.", "web"),
        Keyword("eyrie.pod.source", "Who told of the pod: the watch of the API server, a file, the event; none in a container of no known pod.", "watch").Of("watch", "file", "event", "none"),
        Keyword("eyrie.source.kind", "What in the cluster had source.ip at that time.", "pod").Of("pod", "service", "node"),
        Keyword("eyrie.source.namespace", "Its namespace.", "shop"),
        Keyword("eyrie.source.name", "Its name.", "web-7f9c-x2x4z"),
        Keyword("eyrie.source.workload.kind", "What kind of workload owns the pod.", "Deployment"),
        Keyword("eyrie.source.workload.name", "That workload's name.", "web"),
        Keyword("eyrie.destination.kind", "What in the cluster had destination.ip at that time.", "service").Of("pod", "service", "node"),
        Keyword("eyrie.destination.namespace", "Its namespace.", "shop"),
        Keyword("eyrie.destination.name", "Its name.", "checkout"),
        Keyword("eyrie.destination.workload.kind", "What kind of workload owns the pod.", "Deployment"),
        Keyword("eyrie.destination.workload.name", "That workload's name.", "web"),
        Boolean("eyrie.blocked", "The sensor prevented the act or killed the process, with proof."),
        Keyword("eyrie.enforcement.action", "What the policy says that it did against the act.", "sigkill").Of("sigkill", "signal", "override", "notify_enforcer"),
        Keyword("eyrie.enforcement.outcome", "Whether there is proof of it.", "blocked").Of("blocked", "observed"),
        Keyword("eyrie.enforcement.reason", "Why it is taken for the one or the other.", "the process ended by SIGKILL"),
        Keyword("eyrie.detection.policy", "The TracingPolicy whose event a detection made an alert; rule.name is the detection.", "eyrie-persistence"),
        Keyword("eyrie.detection.source", "Where that detection is written.", "/etc/eyrie/detections.yaml line 12"),
        Keyword("eyrie.suppressed.rule", "The detection that fits although this is no alert, because an exception holds.", "Raw socket opened"),
        Keyword("eyrie.suppressed.severity", "How bad the alert would have been.", "warning"),
        Keyword("eyrie.suppressed.reason", "The exception's reason.", "the node agent captures packets"),
        Keyword("eyrie.suppressed.owner", "Who answers for the exception.", "network-team"),
        Keyword("eyrie.suppressed.expires", "Last day on which the exception holds.", "2027-01-31"),
        Keyword("eyrie.correlation.method", "How the process was found.", "pid").Always().Of("pid", "container_cmdline", "sensor", "none"),
        Keyword("eyrie.correlation.confidence", "How surely.", "high").Of("high", "medium", "low"),
        Keyword("eyrie.correlation.reason", "Why not more surely.", "the alert has no pid"),
        Objects("eyrie.related", "What the other sensor said of the same act."),
        Keyword("eyrie.related.id", "Its event.id.", "4d95be8240de005dc26e3e0a99eeb969"),
        Keyword("eyrie.related.module", "Which sensor.", "falco"),
        Keyword("eyrie.related.rule", "Its rule or policy.", "Write below etc"),
        Time("eyrie.related.time", "When it saw it."),
        Keyword("eyrie.incident.id", "The incident: alerts of one subject without a gap of 15 minutes.", "9183deff71cfd5f32e5374aed07999e6").EveryAlert().InAlerts(),
        Whole("eyrie.incident.sequence", "1 for its first alert.", "5").EveryAlert().InAlerts(),
        Whole("eyrie.cuts", "How many texts and elements were cut because the event was too large.", "2"),

        Keyword("eyrie.health.kind", "What is the matter with a sensor, or with Eyrie.", "sensor_drops"),
        Whole("eyrie.health.number", "Grows with every such event of an Ingestor.", "17"),
        Keyword("eyrie.health.sensor", "The sensor's name in the configuration.", "falco-host"),
        Keyword("eyrie.health.type", "Its type in the configuration.", "falco-grpc"),
        Keyword("eyrie.health.address", "Where it is.", "unix:///run/falco/falco.sock"),
        Keyword("eyrie.health.version", "Its version.", "0.43.1"),
        Keyword("eyrie.health.previous_version", "Its version before.", "0.42.0"),
        Whole("eyrie.health.occurrences", "How often since it was last told.", "3"),
        Whole("eyrie.health.lost", "Events lost in all of them.", "1200"),
        Time("eyrie.health.since", "Since when."),
        Keyword("eyrie.health.advice", "What to do about it.", "Read the sensor's own log on that node at this time"),

        Flat("falco.output_fields", "All that Falco said, under its own names.", """{"proc.name":"sh","fd.name":"/etc/passwd"}"""),
        Flat("tetragon", "All that Tetragon said beyond ECS, under its own names.", """{"event_type":"process_kprobe","function_name":"tcp_connect"}"""),
    ];
}
