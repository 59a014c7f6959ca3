using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Noise;

/// <summary>Tells of a group what a person needs to decide on an exception.</summary>
internal static class NoiseProposals
{
    // What they do is in their command line.
    private static readonly string[] Interpreters = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "python", "perl", "ruby", "php", "node", "env"];

    /// <summary>The group in words, with proposals where they are of use.</summary>
    public static NoisyKind Of(NoiseGroup group, long all, DateTimeOffset now)
    {
        var ground = CommonGround.Of(group);
        var notes = new List<string>();
        var wanted = IsWanted(group, ground, notes);
        var (falco, why) = wanted ? FalcoProposal.Write(ground, group.Key) : (null, null);
        notes.AddRange(why is null ? [] : [$"nothing in Falco's syntax: {why}"]);
        if (falco is not null && ground.Command is not null && !FalcoProposal.HasSafeCommand(ground))
        {
            notes.Add("Falco's exception is the wider one: it cannot hold this command line, and is for any of the program");
        }

        return new()
        {
            Rule = group.Key.Rule,
            Sensor = group.Key.Sensor,
            Where = Where(group.Key),
            Severity = ((Severity)Math.Clamp(group.WorstSeverity, 0, 7)).Word(),
            Alerts = group.Alerts,
            Share = all == 0 ? 0 : (double)group.Alerts / all,
            Excepted = group.Suppressed,
            Exceptions = group.Exceptions.Examples,
            Pods = group.Pods.Count,
            Nodes = group.Nodes.Count,
            Binaries = group.Binaries.Count,
            Commands = group.Commands.Count,
            SomeBinaries = group.Binaries.Examples,
            SomeCommands = group.Commands.Examples,
            Ancestors = group.Ancestors,
            FalcoException = falco,
            EyrieException = wanted ? EyrieProposal.Write(ground, now) : null,
            Notes = notes,
        };
    }

    private static bool IsWanted(NoiseGroup group, CommonGround ground, List<string> notes)
    {
        if (group.Key.Sensor == "eyrie")
        {
            notes.Add("it says that a sensor is not well: see eyrie.health.advice, an exception would only hide it");
            return false;
        }

        if (group.Suppressed == group.Alerts)
        {
            notes.Add("all of it is excepted already");
            return false;
        }

        if (!ground.IsNarrow)
        {
            notes.Add("no exception is proposed: these alerts have neither a workload nor a program in common, only the rule");
            return false;
        }

        if (ground.Binaries.Count == 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"its programs differ ({group.Binaries.Count}): the exception is for all that this workload runs"));
        }

        if (ground.Command is null && ground.Binaries.Any(IsInterpreter))
        {
            notes.Add($"{WhyNoCommand(group.Commands.Count)} and it runs whatever that says: narrow it with 'commands'{(ground.Ancestor is null ? ", or a web shell fits, too" : "")}");
        }

        if (group.WorstSeverity >= (int)Severity.Critical)
        {
            notes.Add("some of it is critical: find out what it is before it is excepted");
        }

        return true;
    }

    private static string WhyNoCommand(long lines) => lines > 1
        ? string.Create(CultureInfo.InvariantCulture, $"its command lines differ ({lines})")
        : "no exception can say its command line as it is (none is known, it was cut or blanked, or has a wildcard)";

    private static bool IsInterpreter(string binary) =>
        Interpreters.Contains(binary[(binary.LastIndexOf('/') + 1)..].TrimEnd('.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), StringComparer.Ordinal);

    private static string Where(NoiseKey key) => key switch
    {
        { Workload.Length: > 0 } => $"{key.Namespace}/{key.Workload}",
        { Namespace.Length: > 0 } => $"{key.Namespace} (no workload known)",
        { InContainer: true } => "container (no pod known)",
        _ => "host",
    };
}
