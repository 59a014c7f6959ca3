using static Eyrie.Contracts.Fields.DocumentField;

namespace Eyrie.Contracts.Fields;

/// <summary>What happened, when, how bad it is, who says so: <c>event</c>, <c>rule</c>, <c>threat</c>, <c>observer</c>.</summary>
internal static class EventFields
{
    public static IReadOnlyList<DocumentField> All { get; } =
    [
        Time("@timestamp", "When the sensor saw it.").Always().Coarsely(),
        Keyword("ecs.version", "Version of ECS that the document follows.", "9.4.0").Always(),
        Text("message", "One line that says what happened.", "Account file written: security_file_permission /etc/passwd by /bin/sh"),
        Keyword("tags", "The rule's tags, as the sensor has them.", "mitre_persistence").List(),
        Keyword("log.level", "How bad, as a word.", "critical").EveryAlert()
            .Of("emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"),

        Keyword("event.id", "Id of the sensor's event: the same whenever it is enriched or delivered again.", "4d95be8240de005dc26e3e0a99eeb969").Always(),
        Keyword("event.kind", "Alert, observed event, or figures of a sensor about itself.", "alert").Always().Of("alert", "event", "metric"),
        Keyword("event.module", "Who says it: a sensor, or Eyrie of the sensors' health and of incidents.", "tetragon").Always().Of("falco", "tetragon", "eyrie"),
        Keyword("event.dataset", "Which of its streams.", "falco.alerts").Always().Of("falco.alerts", "falco.metrics", "tetragon.events", "tetragon.metrics", "eyrie.sensor", "eyrie.incident"),
        Keyword("event.provider", "Falco's source.", "syscall"),
        Keyword("event.category", "ECS categories.", "process").List(),
        Keyword("event.type", "ECS types.", "start").List(),
        Keyword("event.action", "What was done, in the sensor's word.", "openat"),
        Keyword("event.outcome", "Whether it succeeded.", "success").Of("success", "failure", "unknown"),
        Keyword("event.reason", "Why it failed or ended.", "EPERM"),
        Whole("event.severity", "How bad, 7 (emergency) to 0 (debug).", "5").EveryAlert(),
        Number("event.risk_score", "How much it deserves a look, 0 to 100; eyrie.risk says why.", "65").InAlerts(),
        Time("event.start", "When what ended had begun: the life of a process, an incident."),
        Time("event.end", "When it ended."),
        Whole("event.duration", "How long it lasted, nanoseconds.", "9000000"),
        Time("event.created", "When Eyrie read it.").Always(),
        Time("event.ingested", "When the document was written.").Always().Coarsely(),

        Keyword("rule.id", "Hash of the sensor and the rule's name: stable across versions.", "c6967c65c312438aebe29d479056c5dd"),
        Keyword("rule.name", "Falco's rule or Tetragon's policy.", "Terminal shell in container"),
        Keyword("rule.ruleset", "Where the rule belongs.", "TracingPolicy"),
        Keyword("rule.description", "What the rule or policy says of itself.", "Outbound connection"),

        Keyword("threat.framework", "Whose techniques these are.", "MITRE ATT&CK"),
        Keyword("threat.tactic.id", "Tactics that the rule's tags name.", "TA0003").List(),
        Keyword("threat.tactic.name", "Their names, in the order of the ids.", "Persistence").List(),
        Keyword("threat.technique.id", "Techniques that the rule's tags name.", "T1136").List(),
        Keyword("threat.technique.name", "Their names, in the order of the ids.", "Create Account").List().AndText(),
        Keyword("threat.technique.subtechnique.id", "Sub-techniques that the rule's tags name.", "T1136.001").List(),
        Keyword("threat.technique.subtechnique.name", "Their names, in the order of the ids.", "Local Account").List().AndText(),

        Keyword("observer.type", "Always a sensor.", "sensor").Always().Of("sensor"),
        Keyword("observer.vendor", "Who makes it.", "Cilium").Always().Of("Falco", "Cilium", "Eyrie"),
        Keyword("observer.product", "What it is.", "Tetragon").Always().Of("Falco", "Tetragon", "Eyrie"),
        Keyword("observer.hostname", "What the sensor calls its host.", "node-1.example.com"),
        Keyword("observer.name", "The sensor's name in the configuration, where its health is the matter.", "falco-host"),
        Keyword("observer.version", "The sensor's version, where it is told.", "0.43.1"),
        Keyword("observer.os.kernel", "The kernel that the sensor runs on, where it is told.", "6.8.0-45-generic"),
    ];
}
