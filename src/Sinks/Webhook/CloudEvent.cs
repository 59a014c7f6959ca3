using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Webhook;

/// <summary>
/// Writes documents as events of CloudEvents 1.0 in its JSON format: attributes around the document's own bytes, which are
/// not parsed.
/// </summary>
internal static class CloudEvent
{
    public const string AlertType = "io.eyrie.alert.v1";
    public const string IncidentClosedType = "io.eyrie.incident.closed.v1";
    public const string OtherType = "io.eyrie.event.v1";

    private const int MaxText = 256;
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Appends one event.</summary>
    /// <param name="output">Where.</param>
    /// <param name="alert">The alert; its document must be JSON, as is what the codec has read.</param>
    /// <param name="source">Start of the event's source.</param>
    public static void Write(IBufferWriter<byte> output, Alert alert, string source)
    {
        using (var json = new Utf8JsonWriter(output, Written))
        {
            json.WriteStartObject();
            WriteAttributes(json, alert, source);
            json.Flush();
        }

        output.Write(",\"data\":"u8);
        WriteData(output, alert.Document.Span);
        output.Write("}"u8);
    }

    /// <summary>What kind of event it is.</summary>
    public static string TypeOf(Alert alert) => alert.ClosesIncident ? IncidentClosedType : alert.Kind is "alert" ? AlertType : OtherType;

    // Ready bytes. Should another producer's not be UTF-8 in a place that nobody has read, a whole batch would be refused for it.
    private static void WriteData(IBufferWriter<byte> output, ReadOnlySpan<byte> document) =>
        output.Write(Utf8.IsValid(document) ? document : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(document)));

    private static void WriteAttributes(Utf8JsonWriter json, Alert alert, string source)
    {
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, Text(alert.Id));
        json.WriteString("source"u8, Source(alert, source));
        json.WriteString("type"u8, TypeOf(alert));
        Write(json, "subject"u8, alert.Incident.Length > 0 ? alert.Incident : alert.Rule);
        if (alert.Time != EventTime.MinValue)
        {
            Span<byte> time = stackalloc byte[30];
            json.WriteString("time"u8, time[..alert.Time.Format(time)]);
        }

        json.WriteString("datacontenttype"u8, "application/json"u8);

        // Extensions. 'partitionkey' and 'severitytext', 'severitynumber' are those that CloudEvents documents.
        Write(json, "partitionkey"u8, alert.Incident);
        json.WriteString("severitytext"u8, alert.Severity.Word().ToUpperInvariant());
        json.WriteNumber("severitynumber"u8, SeverityNumber(alert.Severity));
        Write(json, "incident"u8, alert.Incident);
        Write(json, "rule"u8, alert.Rule);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (Text(value) is { Length: > 0 } text)
        {
            json.WriteString(name, text);
        }
    }

    // What an attribute may not have (control characters, halves of characters) is spelled out.
    private static string Text(string value) => PlainText.OneLine(value, MaxText);

    // A URI reference: who spoke, not what an attacker called it.
    private static string Source(Alert alert, string source)
    {
        var path = new StringBuilder(source.TrimEnd('/'));
        foreach (var part in (string[])[alert.Cluster, alert.Node])
        {
            if (part.Length > 0)
            {
                path.Append('/').Append(Uri.EscapeDataString(Text(part)));
            }
        }

        return path.Length > 0 ? path.ToString() : "/";
    }

    // OpenTelemetry's numbers, which the extension is about.
    private static int SeverityNumber(Severity severity) => severity switch
    {
        Severity.Debug => 5,
        Severity.Informational => 9,
        Severity.Notice => 10,
        Severity.Warning => 13,
        Severity.Error => 17,
        Severity.Critical => 18,
        Severity.Alert => 19,
        _ => 21,
    };
}
