using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Matching;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>Reads matchers: of routes, of silences, of the command line.</summary>
internal static class MatchReading
{
    private const int MostPatterns = 1_000;
    private const int WorstRisk = 100;

    private static readonly string[] Keys = [.. TextField.All.Keys, "labels", "severity", "risk", "suppressed", "not"];

    /// <summary>Reads all matchers of a map.</summary>
    public static MatcherSet Read(FileItem? item)
    {
        var matchers = new List<Matcher>();
        if (item is not null)
        {
            Read(item, isNegated: false, matchers);
        }

        return new(matchers);
    }

    private static void Read(FileItem item, bool isNegated, List<Matcher> matchers)
    {
        foreach (var name in item.Keys)
        {
            var found = item.Find(name)!;
            var matcher = name.ToLowerInvariant() switch
            {
                "not" when !isNegated => ReadOthers(item, name, found, matchers),
                "labels" => ReadLabels(item, name, found, isNegated, matchers),
                "severity" => Comparisons(item, name, found, "severity", NumberOfAlert.Severity, isNegated),
                "risk" => Comparisons(item, name, found, "risk", NumberOfAlert.Risk, isNegated),
                "suppressed" => Suppressed(item, name, isNegated),
                _ when TextField.All.TryGetValue(name, out var field) => Patterns(item, name, found) is { Count: > 0 } patterns ? new TextMatcher(field, patterns, isNegated) : null,
                _ => Unknown(item, name),
            };
            if (matcher is not null)
            {
                matchers.Add(matcher);
            }
        }
    }

    private static Matcher? ReadOthers(FileItem item, string name, SettingNode found, List<Matcher> matchers)
    {
        if (item.Map(name, found) is { } others)
        {
            Read(others, isNegated: true, matchers);
        }

        return null;
    }

    private static Matcher? ReadLabels(FileItem item, string name, SettingNode found, bool isNegated, List<Matcher> matchers)
    {
        if (item.Map(name, found) is not { } labels)
        {
            return null;
        }

        foreach (var label in labels.Keys)
        {
            if (Patterns(labels, label, labels.Find(label)!) is { Count: > 0 } patterns)
            {
                matchers.Add(new LabelMatcher(new(label), patterns, isNegated));
            }
        }

        return null;
    }

    private static List<TextPattern> Patterns(FileItem item, string name, SettingNode found)
    {
        var texts = item.Texts(name, found);
        if (texts.Count is 0 or > MostPatterns)
        {
            if (found.Items is { Count: 0 } or { Count: > MostPatterns })
            {
                item.Problem(name, $"{texts.Count} patterns", $"1 to {MostPatterns}; '' stands for nothing being there");
            }

            return [];
        }

        var patterns = new List<TextPattern>();
        foreach (var text in texts)
        {
            if (TextPattern.Read(text, out var problem) is { } pattern)
            {
                patterns.Add(pattern);
            }
            else
            {
                item.Problem(name, $"{FileItem.Shown(text)}, {problem}", "a text, with * and ? as wildcards, or /a regular expression/");
            }
        }

        return patterns;
    }

    private static ComparisonMatcher? Comparisons(FileItem item, string name, SettingNode found, string key, NumberOfAlert number, bool isNegated)
    {
        var comparisons = new List<Comparison>();
        foreach (var text in item.Texts(name, found))
        {
            if ((key is "severity" ? ReadSeverity(text) : ReadRisk(text)) is { } comparison)
            {
                comparisons.Add(comparison);
                continue;
            }

            var (allowed, nearest) = key is "severity"
                ? ($"a severity, or a comparison with one as in '>= warning': {string.Join(", ", Severities.All)}", NearestWord.Find(Comparison.Split(text).Value, Severities.All))
                : ($"a whole number, 0 to {WorstRisk}, or a comparison with one as in '>= 70'", null);
            item.Problem(name, FileItem.Shown(text), allowed, nearest);
        }

        return comparisons.Count > 0 ? new(key, comparisons, number, isNegated) : null;
    }

    private static Comparison? ReadSeverity(string text)
    {
        var (operation, rest) = Comparison.Split(text);
        return Severities.TryParse(rest, out var severity) ? new(operation, (int)severity, Text(operation, severity.Word())) : null;
    }

    private static Comparison? ReadRisk(string text)
    {
        var (operation, rest) = Comparison.Split(text);
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var risk) && risk <= WorstRisk ? new(operation, risk, Text(operation, rest)) : null;
    }

    private static string Text(string operation, string limit) => operation is "=" ? limit : $"{operation} {limit}";

    private static SuppressedMatcher? Suppressed(FileItem item, string name, bool isNegated) =>
        item.Flag(name) is { } wanted ? new(wanted, isNegated) : null;

    private static Matcher? Unknown(FileItem item, string name)
    {
        item.Problem(name, "a key that is not known", string.Join(", ", Keys), NearestWord.Find(name, Keys));
        return null;
    }
}
