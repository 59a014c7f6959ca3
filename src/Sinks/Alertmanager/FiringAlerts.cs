using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Eyrie.Sinks.Alertmanager;

/// <summary>An alert that fires.</summary>
/// <param name="Labels">Which one it is.</param>
/// <param name="Annotations">What it says.</param>
/// <param name="StartsAt">Since when.</param>
/// <param name="UpdatedAt">When it was last sent.</param>
/// <param name="GeneratorUrl">Where it leads; empty when nowhere.</param>
internal sealed record FiringAlert(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt,
    DateTimeOffset UpdatedAt,
    string GeneratorUrl)
{
    private const string ResolvesAnnotation = "resolve";

    /// <summary>Whether it ends with its incident; null: as the sink has it.</summary>
    public bool? Resolves => Annotations.TryGetValue(ResolvesAnnotation, out var said) && bool.TryParse(said, out var resolves) ? resolves : null;

    /// <summary>The same, which says itself whether it ends with its incident: Alertmanager remembers that for whoever hears of the end.</summary>
    public FiringAlert That(bool resolves) => this with
    {
        Annotations = new SortedDictionary<string, string>(Annotations.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) { [ResolvesAnnotation] = resolves ? "true" : "false" },
    };

    /// <summary>What tells alerts apart.</summary>
    public static string KeyOf(IReadOnlyDictionary<string, string> labels) =>
        string.Join('\n', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}

/// <summary>
/// Asks Alertmanager which alerts of incidents fire: it remembers them across our instances and restarts, with the very labels
/// that end them.
/// </summary>
internal static class FiringAlerts
{
    /// <summary>The query for the alerts of incidents, below a member's URL.</summary>
    public static string Query(IEnumerable<string> incidents)
    {
        var any = string.Join('|', incidents.Select(Regex.Escape));
        var quoted = any.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"api/v2/alerts?filter={Uri.EscapeDataString($"{AlertmanagerAlert.IncidentLabel}=~\"{quoted}\"")}";
    }

    /// <summary>Reads the answer.</summary>
    /// <exception cref="FormatException">It is not what Alertmanager answers.</exception>
    public static IReadOnlyList<FiringAlert> Read(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return [.. json.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException($"it answered with no list of alerts: {e.Message}", e);
        }
    }

    private static FiringAlert Read(JsonElement alert) => new(
        Texts(alert, "labels"), Texts(alert, "annotations"), Time(alert, "startsAt"), Time(alert, "updatedAt"), Text(alert, "generatorURL"));

    private static Dictionary<string, string> Texts(JsonElement owner, string name) =>
        owner.GetProperty(name).EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal);

    private static DateTimeOffset Time(JsonElement owner, string name) =>
        DateTimeOffset.TryParse(Text(owner, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default;

    private static string Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
}
