using System.Globalization;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Links;

/// <summary>What the placeholders of a URL stand for.</summary>
internal sealed class LinkValues(Alert alert, LinkOptions options)
{
    private const int MaxSlug = 80;

    // What led to an alert is looked for, and what came after it.
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(15);

    private static readonly Dictionary<string, Func<Alert, LinkOptions, string>> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kibana"] = static (_, options) => options.KibanaUrl,
        ["dataView"] = static (_, options) => options.DataView,
        ["alert"] = static (alert, _) => alert.Id,
        ["incident"] = static (alert, _) => alert.Incident,
        ["host"] = static (alert, _) => alert.Node,
        ["rule"] = static (alert, _) => alert.Rule,
        ["ruleSlug"] = static (alert, _) => Slug(alert.Rule),
        ["severity"] = static (alert, _) => alert.Severity.Word(),
        ["sensor"] = static (alert, _) => alert.Sensor,
        ["cluster"] = static (alert, _) => alert.Cluster,
        ["namespace"] = static (alert, _) => alert.Namespace,
        ["pod"] = static (alert, _) => alert.Pod,
        ["workload"] = static (alert, _) => alert.Workload,
        ["from"] = static (alert, _) => Time(Earliest(alert), -Around),
        ["to"] = static (alert, _) => Time(alert.Time, Around),
    };

    /// <summary>The placeholders there are.</summary>
    public static IReadOnlyCollection<string> Names => Values.Keys;

    /// <summary>The value, as the alert has it; empty when it is not known.</summary>
    public string Of(string name) => Values.TryGetValue(name, out var value) ? value(alert, options) : "";

    private static EventTime Earliest(Alert alert) =>
        alert.IncidentSoFar is { First: var first } && first != EventTime.MinValue && first < alert.Time ? first : alert.Time;

    private static string Time(EventTime time, TimeSpan offset) => time == EventTime.MinValue
        ? ""
        : (time.ToDateTimeOffset() + offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Letters and digits in lower case, a hyphen for whatever is between them: <c>run-shell-in-web-server</c>.</summary>
    private static string Slug(string rule)
    {
        var slug = new StringBuilder();
        foreach (var character in rule)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                slug.Append(char.ToLowerInvariant(character));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length >= MaxSlug)
            {
                break;
            }
        }

        return slug.ToString().TrimEnd('-');
    }
}
