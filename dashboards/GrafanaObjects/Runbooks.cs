using System.Text.RegularExpressions;
using Eyrie.Dashboards.KibanaObjects;

namespace Eyrie.Dashboards.GrafanaObjects;

/// <summary>What to do at an alert, out of docs/operations.md: whoever looks at a panel may not have the page at hand.</summary>
internal sealed partial class Runbooks
{
    private readonly Dictionary<string, string> _texts;

    private Runbooks(Dictionary<string, string> texts) => _texts = texts;

    /// <summary>Reads the page.</summary>
    public static Runbooks Read(string file) => new(Chapter().Matches(File.ReadAllText(file))
        .ToDictionary(static one => one.Groups["name"].Value, static one => Plain(one.Groups["text"].Value), StringComparer.Ordinal));

    /// <summary>The runbook of an alert.</summary>
    /// <exception cref="SourceException">There is none.</exception>
    public string Of(string alert) => _texts.TryGetValue(alert, out var text)
        ? text
        : throw new SourceException($"alert '{alert}' has no runbook in docs/operations.md");

    // Links of the page lead nowhere from Grafana.
    private static string Plain(string text) => Link().Replace(text.Trim(), "$1");

    [GeneratedRegex(@"(?m)^### (?<name>\w+)\r?\n(?<text>(?:(?!^#).*(?:\r?\n|$))*)")]
    private static partial Regex Chapter();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
