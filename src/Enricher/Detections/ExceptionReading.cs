using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Detections;

/// <summary>Turns what was written into an <see cref="AlertException"/>.</summary>
internal static class ExceptionReading
{
    private const int MostPatterns = 1_000;
    private const int LongestText = 4_000;
    private const string Silence = "(to silence a detection: severity: activity)";

    /// <summary>Reads one; without problems it is whole.</summary>
    /// <param name="options">What was written.</param>
    /// <param name="source">Where.</param>
    /// <param name="detection">Where the detection is written that it stands below; null for one of its own.</param>
    /// <param name="problems">Gets everything that is wrong; without a key it is all of it.</param>
    public static AlertException Read(ExceptionOptions options, string source, string? detection, List<DetectionProblem> problems)
    {
        CheckSizes(options, problems);
        CheckWidth(options, problems);
        var (commands, wrong) = CommandPatterns.Read(options.Commands);
        if (wrong is not null)
        {
            problems.Add(new("commands", wrong));
        }

        Require(problems, "reason", options.Reason, "say why nobody needs to look");
        Require(problems, "owner", options.Owner, "say who answers for the exception");
        return new()
        {
            Source = source,
            Detection = detection,
            Rules = [.. options.Rules.Concat(options.Detections).Select(name => new Glob(name))],
            Detections = [.. options.Detections.Select(name => new Glob(name))],
            Scope = new(options.Namespaces),
            Workloads = TextSet.Of(options.Workloads),
            Images = TextSet.Of(options.Images),
            Binaries = PathSet.Of(options.Binaries),
            Ancestors = PathSet.Of(options.Ancestors),
            Users = TextSet.Of(options.Users),
            Commands = commands,
            Nodes = TextSet.Of(options.Nodes),
            Clusters = TextSet.Of(options.Clusters),
            Reason = options.Reason,
            Owner = options.Owner,
            Expires = options.Expires.Length > 0 ? options.Expires : null,
            End = EndOf(options, problems),
        };
    }

    private static EventTime? EndOf(ExceptionOptions options, List<DetectionProblem> problems)
    {
        if (options.Expires.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(options.Expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
        {
            return EventTime.From(new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));
        }

        problems.Add(new("expires", $"expires '{options.Expires}' is no date; write it as 2027-01-31"));
        return null;
    }

    // What rules nothing out only looks as if it did. '*' as a namespace is any pod; with the host it is everything.
    private static void CheckWidth(ExceptionOptions options, List<DetectionProblem> problems)
    {
        if (options.Rules.Count + options.Detections.Count == 0 && options.Conditions.All(condition => condition.Items.Count == 0))
        {
            problems.Add(new("", $"fits everything; say one of rules, {string.Join(", ", options.Conditions.Select(condition => condition.Key))} {Silence}"));
            return;
        }

        foreach (var (key, items) in options.Conditions.Append(("rules", options.Rules)).Append(("detections", options.Detections)))
        {
            if (key is not ("namespaces" or "commands") && items.Any(IsAll))
            {
                problems.Add(new(key, $"{key} has a '*', which fits everything; take it out, or say which {key} {Silence}"));
            }
        }

        if (options.Namespaces.Any(IsAll) && (options.Namespaces.Contains("host") || IsOfNamespacesAlone(options)))
        {
            problems.Add(new("namespaces", $"namespaces has a '*', which fits everything; take it out, or say which namespaces {Silence}"));
        }
    }

    private static bool IsOfNamespacesAlone(ExceptionOptions options) =>
        options.Rules.Count + options.Detections.Count == 0 && options.Conditions.All(condition => condition.Key is "namespaces" || condition.Items.Count == 0);

    private static bool IsAll(string pattern) => pattern.Contains('*', StringComparison.Ordinal) && pattern.All(letter => letter is '*' or '?');

    private static void CheckSizes(ExceptionOptions options, List<DetectionProblem> problems)
    {
        foreach (var (key, items) in options.Conditions.Append(("rules", options.Rules)).Append(("detections", options.Detections)))
        {
            if (items.Count > MostPatterns)
            {
                problems.Add(new(key, $"{key} '{items.Count} items' are too many; allowed are {MostPatterns}"));
            }

            if (items.Contains(""))
            {
                problems.Add(new(key, $"{key} '' is empty; take it out"));
            }

            if (items.FirstOrDefault(text => text.Length > LongestText) is { } text)
            {
                problems.Add(new(key, $"{key} '{text[..40]}' ... is too long; allowed are {LongestText} characters"));
            }
        }
    }

    private static void Require(List<DetectionProblem> problems, string key, string value, string remedy)
    {
        if (value.Length == 0)
        {
            problems.Add(new(key, $"{key} is missing; {remedy}"));
        }
    }
}
