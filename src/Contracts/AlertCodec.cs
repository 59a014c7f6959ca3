using System.Globalization;
using System.Text.Json;

namespace Eyrie.Contracts;

/// <summary>The only reader of the documents that <see cref="EcsWriter"/> writes.</summary>
public static class AlertCodec
{
    /// <summary><c>event.action</c> of the document that says that an incident is over.</summary>
    public const string IncidentClosed = "incident-closed";

    /// <summary>Reads what sinks need.</summary>
    /// <exception cref="FormatException">It is not a JSON object with an <c>event.id</c>; the message says what is missing.</exception>
    public static Alert Read(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return Read(json.RootElement, document);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"not a JSON document: {e.Message}", e); // InvalidOperation: text that is not Unicode
        }
    }

    private static Alert Read(JsonElement root, ReadOnlyMemory<byte> document) => new()
    {
        Id = Text(root, "event", "id") is { Length: > 0 } id
            ? id
            : throw new FormatException("the document has no event.id"),
        Document = document,
        Time = EventTime.TryParse(Text(root, "@timestamp"), out var time) ? time : default,
        Kind = Text(root, "event", "kind"),
        Sensor = Text(root, "event", "module"),
        Observer = Text(root, "observer", "name"),
        Severity = (Severity)Math.Clamp(Number(root, "event", "severity") ?? 0, 0, 7),
        RiskScore = (int?)Number(root, "event", "risk_score"),
        Rule = Text(root, "rule", "name"),
        Message = Text(root, "message"),
        Tactics = Texts(root, "threat", "tactic", "name"),
        Techniques = [.. Texts(root, "threat", "technique", "id"), .. Texts(root, "threat", "technique", "subtechnique", "id")],
        Tags = Texts(root, "tags"),
        Node = Text(root, "host", "name"),
        Cluster = Text(root, "orchestrator", "cluster", "name"),
        Namespace = Text(root, "orchestrator", "namespace"),
        Pod = Text(root, "kubernetes", "pod", "name"),
        Workload = Workload(root),
        Container = Text(root, "container", "name"),
        ContainerId = Text(root, "container", "id"),
        Image = Image(root),
        User = Text(root, "process", "user", "name") is { Length: > 0 } user ? user : Text(root, "user", "name"),
        Pid = Number(root, "process", "pid"),
        Executable = Text(root, "process", "executable"),
        CommandLine = Text(root, "process", "command_line"),
        Tree = Text(root, "eyrie", "process", "tree"),
        Incident = Text(root, "eyrie", "incident", "id"),
        IncidentSequence = Number(root, "eyrie", "incident", "sequence") ?? 0,
        IncidentSoFar = SoFar(root),
        ClosesIncident = Text(root, "event", "module") is "eyrie" && Text(root, "event", "action") is IncidentClosed,
        RiskReasons = Texts(root, "eyrie", "risk", "reasons"),
        Repeats = Number(root, "eyrie", "repeat", "count") ?? 1,
        Suppressed = Find(root, "eyrie", "suppressed").ValueKind is JsonValueKind.Object,
        SuppressedBy = string.Join(", ", new[] { Text(root, "eyrie", "suppressed", "reason"), Text(root, "eyrie", "suppressed", "owner") }.Where(part => part.Length > 0)),
        Action = Text(root, "event", "action"),
        Types = Texts(root, "event", "type"),
        File = Text(root, "file", "path"),
        Remote = Remote(root),
        Parent = Text(root, "process", "parent", "executable") is { Length: > 0 } parent ? parent : Text(root, "process", "parent", "name"),
        Labels = Labels(root, "kubernetes", "labels"),
        NamespaceLabels = Labels(root, "kubernetes", "namespace_labels"),
        CorrelationMethod = Text(root, "eyrie", "correlation", "method"),
        CorrelationConfidence = Text(root, "eyrie", "correlation", "confidence"),
        Blocked = Find(root, "eyrie", "blocked").ValueKind is JsonValueKind.True,
    };

    private static string Workload(JsonElement root)
    {
        var name = Text(root, "eyrie", "workload", "name");
        return name.Length > 0 ? $"{Text(root, "eyrie", "workload", "kind")}/{name}" : "";
    }

    private static IncidentSummary? SoFar(JsonElement root) => Number(root, "eyrie", "incident", "alerts") is not { } alerts ? null : new()
    {
        First = EventTime.TryParse(Text(root, "eyrie", "incident", "first"), out var first) ? first : default,
        Last = EventTime.TryParse(Text(root, "eyrie", "incident", "last"), out var last) ? last : default,
        Alerts = alerts,
        Suppressed = Number(root, "eyrie", "incident", "suppressed") ?? 0,
        Severity = (Severity)Math.Clamp(Number(root, "eyrie", "incident", "severity") ?? 0, 0, 7),
        RiskScore = (int?)Number(root, "eyrie", "incident", "risk_score"),
        Rules = Texts(root, "eyrie", "incident", "rules"),
        Techniques = Texts(root, "eyrie", "incident", "techniques"),
    };

    private static string Remote(JsonElement root)
    {
        var address = Text(root, "destination", "ip") is { Length: > 0 } ip ? ip : Text(root, "destination", "address");
        address = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        return address.Length > 0 && Number(root, "destination", "port") is { } port ? string.Create(CultureInfo.InvariantCulture, $"{address}:{port}") : address;
    }

    private static Dictionary<string, string> Labels(JsonElement root, params ReadOnlySpan<string> path)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(root, path) is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (var label in map.EnumerateObject().Where(label => label.Value.ValueKind is JsonValueKind.String))
            {
                labels[label.Name] = label.Value.GetString()!;
            }
        }

        return labels;
    }

    private static string Image(JsonElement root)
    {
        var name = Text(root, "container", "image", "name");
        return Texts(root, "container", "image", "tag") is [var tag, ..] ? $"{name}:{tag}" : name;
    }

    private static JsonElement Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    private static string Text(JsonElement root, params ReadOnlySpan<string> path) =>
        Find(root, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : "";

    private static long? Number(JsonElement root, params ReadOnlySpan<string> path) =>
        Find(root, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    private static IReadOnlyList<string> Texts(JsonElement root, params ReadOnlySpan<string> path) => Find(root, path) switch
    {
        { ValueKind: JsonValueKind.Array } array =>
            [.. array.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!)],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        _ => [],
    };
}
