using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Demo;

namespace Eyrie.Commands.Tail;

/// <summary>Where <c>eyrie tail</c> writes. Attackers wrote parts of what it shows: nothing of it reaches a terminal that this could obey.</summary>
internal sealed record TailScreen
{
    private const int ShownDigits = 12;

    // All that a terminal could obey is escaped; to a program it is the same document.
    private static readonly JsonWriterOptions Escaped = new() { Encoder = JavaScriptEncoder.Default };

    private readonly DemoScreen? _screen;
    private readonly TextWriter? _json;
    private readonly TextWriter _errors;

    private TailScreen(DemoScreen? screen, TextWriter? json, TextWriter errors) => (_screen, _json, _errors) = (screen, json, errors);

    /// <summary>Whether whoever read it has gone.</summary>
    public Func<bool> IsUnread { get; init; } = static () => false;

    /// <summary>Lines for people.</summary>
    public static TailScreen Lines(DemoScreen screen, TextWriter errors) => new(screen, null, errors);

    /// <summary>Documents for programs.</summary>
    public static TailScreen Json(TextWriter output, TextWriter errors) => new(null, output, errors);

    /// <summary>Shows an alert, or that an incident is over.</summary>
    public void Show(Alert alert)
    {
        if (_json is not null)
        {
            Write(_json, alert);
        }
        else if (alert.ClosesIncident)
        {
            _screen!.Show(new ScreenLine()
                .Ours(alert.Time.ToDateTimeOffset().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture), Styles.Dim)
                .Ours($"  {Incident(alert)}  ", Styles.Dim)
                .Theirs(alert.Message, Styles.Dim));
        }
        else
        {
            _screen!.Show(alert, Where(alert));
        }
    }

    /// <summary>Says something beside the alerts.</summary>
    public void Note(string text) => _errors.WriteLine($"eyrie: {SafeText.OneLine(text)}");

    private static string Where(Alert alert)
    {
        var where = new StringBuilder(Incident(alert));
        if (alert.IncidentSequence > 0)
        {
            where.Append(CultureInfo.InvariantCulture, $" #{alert.IncidentSequence}");
        }

        if (alert.RiskScore is { } risk)
        {
            where.Append(CultureInfo.InvariantCulture, $", risk {risk}");
        }

        return where.Append(alert.Suppressed ? ", suppressed" : "").ToString();
    }

    private static string Incident(Alert alert) =>
        alert.Incident.Length > 0 ? $"incident {SafeText.OneLine(alert.Incident, ShownDigits)}" : "no incident";

    private void Write(TextWriter output, Alert alert)
    {
        try
        {
            output.WriteLine(Safely(alert.Document));
            output.Flush();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            Note($"alert {alert.Id} has text that is not Unicode: {e.Message}"); // not by an Enricher of ours
        }
    }

    private static string Safely(ReadOnlyMemory<byte> document)
    {
        var buffer = new ArrayBufferWriter<byte>(document.Length + 256);
        using (var json = new Utf8JsonWriter(buffer, Escaped))
        {
            using var parsed = JsonDocument.Parse(document);
            parsed.RootElement.WriteTo(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
