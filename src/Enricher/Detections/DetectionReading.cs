using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Mapping.Tetragon;

namespace Eyrie.Enricher.Detections;

/// <summary>What is wrong with a detection: the key, and in words what and what to write instead.</summary>
internal readonly record struct DetectionProblem(string Key, string Text);

/// <summary>Turns what was written into a <see cref="DetectionRule"/>.</summary>
internal static class DetectionReading
{
    private const int MostPatterns = 1_000;
    private const int LongestText = 4_000;

    /// <summary>Reads a detection; without problems it is whole.</summary>
    /// <param name="options">What was written.</param>
    /// <param name="source">Where.</param>
    /// <param name="problems">Gets everything that is wrong.</param>
    public static DetectionRule Read(DetectionOptions options, string source, List<DetectionProblem> problems)
    {
        CheckSizes(options, problems);
        var (addresses, noAddress) = AddressSet.Read(options.Addresses);
        var (arguments, noArgument) = ArgumentPattern.Read(options.Arguments);
        Check(problems, "addresses", noAddress, "is no address; write one, a network as 10.0.0.0/8, 'public' or 'private'");
        Check(problems, "arguments", noArgument, "is no argument; write index=value, as in 0=/etc/shadow");
        Check(problems, "techniques", options.Techniques.FirstOrDefault(tag => !IsKnown(tag)), "is no tactic or technique of ATT&CK that we know; write T1611, T1053.003, TA0004 or mitre_persistence");
        Check(problems, "policy", options.Policy.Length == 0 ? "" : null, "is empty; '*' fits everything");
        Check(problems, "message", options.Message.Length == 0 ? "" : null, "is empty; '*' fits everything");
        return new()
        {
            Source = source,
            Name = NullIfEmpty(options.Name),
            Description = NullIfEmpty(options.Description),
            Severity = SeverityOf(options, problems),
            Techniques = options.Techniques,
            Output = OutputOf(options, problems),
            Events = EventsOf(options, problems),
            Policy = new(options.Policy),
            Message = new(options.Message),
            Tags = options.Tags,
            Enforcement = EnforcementOf(options, problems),
            Action = ActionOf(options, problems),
            Functions = TextSet.Of([.. options.Functions.Select(TetragonHooks.Action)]),
            Arguments = arguments,
            Files = PathSet.Of(options.Files),
            Addresses = addresses,
            Binaries = PathSet.Of(options.Binaries),
            CommandLines = TextSet.Of(options.CommandLines),
            Parents = PathSet.Of(options.Parents),
            Scope = new(options.Namespaces),
        };
    }

    private static Severity? SeverityOf(DetectionOptions options, List<DetectionProblem> problems)
    {
        if (options.Severity.Equals("activity", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (Severities.TryParse(options.Severity, out var severity))
        {
            return severity;
        }

        problems.Add(new("severity", $"severity '{options.Severity}' is none of {string.Join(", ", Severities.All)}, activity"));
        return null;
    }

    private static MessageTemplate? OutputOf(DetectionOptions options, List<DetectionProblem> problems)
    {
        if (options.Output.Length == 0)
        {
            return null;
        }

        var (template, problem) = MessageTemplate.Read(options.Output);
        if (problem is not null)
        {
            problems.Add(new("output", $"output {problem}"));
        }

        return template;
    }

    private static EventWords EventsOf(DetectionOptions options, List<DetectionProblem> problems)
    {
        var (events, wrong) = EventKinds.Read(options.Events);
        Check(problems, "events", wrong, $"is none of {string.Join(", ", EventKinds.Words)}");
        if (wrong is null && (events & ~EventWords.Policy) != 0 && IsAboutAll(options))
        {
            problems.Add(new("events", "events has more than policy events, and nothing says which: every process would be an alert; say binaries, commandLines, parents, files or namespaces"));
        }

        return events;
    }

    private static bool IsAboutAll(DetectionOptions options) =>
        !options.Severity.Equals("activity", StringComparison.OrdinalIgnoreCase)
        && options.Binaries.Count + options.CommandLines.Count + options.Parents.Count + options.Files.Count + options.Namespaces.Count == 0;

    private static EnforcementWord EnforcementOf(DetectionOptions options, List<DetectionProblem> problems)
    {
        if (options.Action.Equals("blocked", StringComparison.OrdinalIgnoreCase))
        {
            return EnforcementWord.Told;
        }

        switch (options.Enforcement.ToLowerInvariant())
        {
            case "any": return EnforcementWord.Any;
            case "told": return EnforcementWord.Told;
            case "none": return EnforcementWord.None;
            default:
                problems.Add(new("enforcement", $"enforcement '{options.Enforcement}' is none of any, told, none"));
                return EnforcementWord.Any;
        }
    }

    private static string? ActionOf(DetectionOptions options, List<DetectionProblem> problems)
    {
        var action = options.Action.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal);
        if (action is "any" or "blocked")
        {
            return null;
        }

        if (!DetectionActions.Words.Contains(action))
        {
            problems.Add(new("action", $"action '{options.Action}' is none of blocked, any, {string.Join(", ", DetectionActions.Words)}"));
        }

        return action;
    }

    // What has an id must have a name, too: else it is none of the table's.
    private static bool IsKnown(string tag) => Mitre.Read([tag]) is { IsNone: false } threat
        && threat.TacticIds.Count == threat.TacticNames.Count
        && threat.TechniqueIds.Count == threat.TechniqueNames.Count
        && threat.SubtechniqueIds.Count == threat.SubtechniqueNames.Count;

    private static void CheckSizes(DetectionOptions options, List<DetectionProblem> problems)
    {
        foreach (var (key, list) in new (string, IReadOnlyList<string>)[]
        {
            ("techniques", options.Techniques), ("tags", options.Tags), ("functions", options.Functions), ("arguments", options.Arguments),
            ("files", options.Files), ("addresses", options.Addresses), ("binaries", options.Binaries), ("commandLines", options.CommandLines),
            ("parents", options.Parents), ("namespaces", options.Namespaces),
        })
        {
            Check(problems, key, list.Count > MostPatterns ? $"{list.Count} items" : null, $"are too many; allowed are {MostPatterns}");
            Check(problems, key, list.FirstOrDefault(string.IsNullOrEmpty) is null && !list.Contains("") ? null : "", "is empty; take it out, or write '*'");
            Check(problems, key, list.FirstOrDefault(text => text?.Length > LongestText)?[..40], $"... is too long; allowed are {LongestText} characters");
        }
    }

    private static void Check(List<DetectionProblem> problems, string key, string? wrong, string what)
    {
        if (wrong is not null)
        {
            problems.Add(new(key, $"{key} '{wrong}' {what}"));
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
