using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Falco.Schema;
using Eyrie.Simulation.Falco;
using Eyrie.Simulation.Hosts;

namespace Eyrie.Simulation.Scenarios;

/// <summary>Reads an alert from a line of JSON, Falco's own or protobuf's, as it would have come over gRPC.</summary>
internal static class FalcoLine
{
    private static readonly Dictionary<string, priority> Priorities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["emergency"] = priority.Emergency,
        ["alert"] = priority.Alert,
        ["critical"] = priority.Critical,
        ["error"] = priority.Error,
        ["warning"] = priority.Warning,
        ["notice"] = priority.Notice,
        ["informational"] = priority.Informational,
        ["info"] = priority.Informational,
        ["debug"] = priority.Debug,
    };

    /// <exception cref="FormatException">It has no time that can be read.</exception>
    public static response Read(JsonElement alert, string line, bool jsonOutput)
    {
        var isProtobuf = alert.TryGetProperty("source_deprecated", out _);
        var text = Text(alert, "output") ?? Text(alert, "message") ?? "";
        var read = new response
        {
            Time = EventTime.TryParse(Text(alert, "time"), out var time)
                ? time.ToTimestamp()
                : throw new FormatException("an alert needs a time"),
            Priority = Priorities.GetValueOrDefault(Text(alert, "priority") ?? "", priority.Debug),
            Rule = Text(alert, "rule") ?? "",
            Output = jsonOutput && !isProtobuf ? line : text,
            Hostname = Text(alert, "hostname") ?? "",
            Source = Text(alert, "source") ?? "",
        };
#pragma warning disable CS0612 // Falco still fills the deprecated field
        read.SourceDeprecated = SourceOf(read.Source);
#pragma warning restore CS0612
        AddTags(read, alert);
        AddFields(read, alert);
        return read;
    }

    private static source SourceOf(string name) => name switch
    {
        "syscall" or "" => source.Syscall,
        "k8s_audit" => source.K8SAudit,
        "internal" => source.Internal,
        _ => source.Plugin,
    };

    private static void AddTags(response read, JsonElement alert)
    {
        if (alert.TryGetProperty("tags", out var tags) && tags.ValueKind is JsonValueKind.Array)
        {
            read.Tags.Add(tags.EnumerateArray().Select(static tag => tag.ToString()));
        }
    }

    private static void AddFields(response read, JsonElement alert)
    {
        if (!alert.TryGetProperty("output_fields", out var fields) || fields.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var field in fields.EnumerateObject())
        {
            read.OutputFields[field.Name] = field.Value.ValueKind switch
            {
                JsonValueKind.Null => AlertFields.Absent,
                JsonValueKind.String => field.Value.GetString(),
                _ => field.Value.GetRawText(),
            };
        }
    }

    private static string? Text(JsonElement alert, string name) =>
        alert.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
