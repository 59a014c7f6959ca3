using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Slack;

/// <summary>An alert's properties in words, for people. All of it still has to be escaped.</summary>
internal static class SlackWords
{
    public const string Grey = "#98A2B3";

    public static string Rule(Alert alert) => alert.Rule.Length > 0 ? alert.Rule : "unnamed rule";

    public static string Word(Severity severity)
    {
        var word = severity.Word();
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    public static string Icon(Severity severity) => severity switch
    {
        >= Severity.Critical => "🔴",
        Severity.Error => "🟠",
        Severity.Warning => "🟡",
        _ => "🔵",
    };

    public static string Colour(Severity severity) => severity switch
    {
        >= Severity.Critical => "#D92D20",
        Severity.Error => "#F97316",
        Severity.Warning => "#FACC15",
        _ => "#2E90FA",
    };

    /// <summary>What sets an alert apart from one that nobody had an eye on.</summary>
    public static string Marks(Alert alert) => (alert.Blocked ? ", blocked" : "") + (alert.Suppressed ? ", suppressed" : "");

    /// <summary>How far the process tree can be trusted.</summary>
    public static string Correlation(Alert alert) => alert.CorrelationMethod switch
    {
        _ when alert.Sensor is "eyrie" => "", // about a sensor, not about a process
        "" or "none" => "process not found in Tetragon's events",
        "pid" => $"process found by its pid ({alert.CorrelationConfidence} confidence)",
        "container_cmdline" => $"process found by container and command line ({alert.CorrelationConfidence} confidence)",
        "sensor" => "process as the sensor itself tells it",
        var other => $"process found by {other} ({alert.CorrelationConfidence} confidence)",
    };

    public static string Time(EventTime time) => time == EventTime.MinValue ? "" : Time(time.ToDateTimeOffset());

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    public static string Pod(Alert alert) => (alert.Namespace, alert.Pod) switch
    {
        (_, "") => "",
        ("", var pod) => pod,
        var (space, pod) => $"{space}/{pod}",
    };

    public static string Node(Alert alert) => alert.Cluster.Length > 0 ? $"{alert.Node} ({alert.Cluster})" : alert.Node;

    public static string Process(Alert alert) =>
        alert.Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"{alert.Executable} ({pid})").Trim() : alert.Executable;

    /// <summary>What it is, by name: the same message that comes twice is seen to be the same.</summary>
    public static string Footer(Alert alert, params IEnumerable<string> more) => string.Join(" · ", new[]
    {
        alert.Sensor, Time(alert.Time), Correlation(alert), $"alert {alert.Id}", alert.Incident.Length > 0 ? $"incident {alert.Incident}" : "",
    }.Concat(more).Where(part => part.Length > 0));

    public static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");
}
