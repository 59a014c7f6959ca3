using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Falco.Schema;
using Eyrie.Simulation.Hosts;

namespace Eyrie.Simulation.Falco;

/// <summary>Writes Falco's alerts, in the form that <c>json_output</c> chooses.</summary>
/// <param name="node">Falco's <c>hostname</c>, which the chart sets to the node.</param>
/// <param name="jsonOutput">Output is the whole alert as JSON text; else a line.</param>
internal sealed class FalcoAlerts(string node, bool jsonOutput)
{
    /// <summary>The container plugin adds this to what every rule says.</summary>
    private const string SuggestedOutput =
        " container_id=%container.id container_name=%container.name container_image_repository=%container.image.repository"
        + " container_image_tag=%container.image.tag k8s_pod_name=%k8s.pod.name k8s_ns_name=%k8s.ns.name";

    private const string SystemCalls = "syscall";

    private static readonly JsonWriterOptions AsFalcoEscapes = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An alert of a rule on system calls.</summary>
    public response Alert(FalcoRule rule, EventTime time, AlertFields fields)
    {
        var line = $"{TimeOfDay(time)}: {rule.PriorityName} {Fill(rule.Output + SuggestedOutput, fields)}";
        return Write(rule, SystemCalls, source.Syscall, time, line, fields);
    }

    /// <summary>What Falco says about itself: no tags, no process.</summary>
    public response Internal(string rule, priority priority, EventTime time, string line, AlertFields fields) =>
        Write(new($"Falco internal: {rule}", priority, line), "internal", source.Internal, time, line, fields);

    private static string TimeOfDay(EventTime time) => time.ToString()[11..29];

    private static string Fill(string template, AlertFields fields)
    {
        var text = new StringBuilder(template.Length * 2);
        foreach (var word in template.Split(' '))
        {
            var field = word.IndexOf('%', StringComparison.Ordinal);
            text.Append(text.Length == 0 ? "" : " ").Append(field < 0 ? word : word[..field]);
            text.Append(field < 0 ? "" : fields.Text(word[(field + 1)..]));
        }

        return text.ToString();
    }

    private response Write(
        FalcoRule rule, string sourceName, source origin, EventTime time, string line, AlertFields fields)
    {
        var alert = new response
        {
            Time = time.ToTimestamp(),
            Priority = rule.Priority,
            Rule = rule.Name,
            Output = jsonOutput ? Document(rule, sourceName, time, line, fields) : line,
            Hostname = node,
            Source = sourceName,
            Tags = { rule.Tags },
        };
#pragma warning disable CS0612 // Falco still fills the deprecated field
        alert.SourceDeprecated = origin;
#pragma warning restore CS0612
        foreach (var (name, value) in fields.Values)
        {
            alert.OutputFields.Add(name, AlertFields.AsText(value));
        }

        return alert;
    }

    private string Document(FalcoRule rule, string sourceName, EventTime time, string line, AlertFields fields)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes, AsFalcoEscapes))
        {
            json.WriteStartObject();
            json.WriteString("hostname", node);
            json.WriteString("output", line);
            json.WriteStartObject("output_fields");
            WriteFields(json, fields, sourceName, time);
            json.WriteEndObject();
            json.WriteString("priority", rule.PriorityName);
            json.WriteString("rule", rule.Name);
            json.WriteString("source", sourceName);
            json.WriteStartArray("tags");
            Array.ForEach(rule.Tags, json.WriteStringValue);
            json.WriteEndArray();
            json.WriteString("time", time.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Only in JSON, and only for system calls, is <c>evt.time</c> among the fields without being asked for.</summary>
    private static void WriteFields(Utf8JsonWriter json, AlertFields fields, string sourceName, EventTime time)
    {
        var timed = sourceName != SystemCalls;
        foreach (var (name, value) in fields.Values)
        {
            if (!timed && string.CompareOrdinal(name, "evt.time") > 0)
            {
                json.WriteNumber("evt.time", time.UnixNanoseconds);
                timed = true;
            }

            json.WritePropertyName(name);
            json.WriteRawValue(Literal(value));
        }
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        string text => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
