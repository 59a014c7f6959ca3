using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Scoring;

/// <summary>Reads from a process and its ancestors what counts for the score.</summary>
internal static class AncestrySigns
{
    private const int MostProcesses = 64;
    private const int LongestName = 32;

    /// <summary>The service and the shell that descends from it, <c>nginx > sh</c>; null when there is none.</summary>
    /// <param name="process">The acting process.</param>
    /// <param name="ancestors">Parent first.</param>
    /// <param name="services">What is a service.</param>
    /// <param name="shells">What is a shell.</param>
    public static string? ServiceShell(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors, ProgramNames services, ProgramNames shells)
    {
        // The topmost shell below the service is the one that it spawned. What came before the service started it, and counts for nothing.
        var shell = process is not null && shells.Has(process) ? process : null;
        for (var i = 0; i < Math.Min(ancestors.Count, MostProcesses); i++)
        {
            if (shell is not null && services.Has(ancestors[i]))
            {
                return $"{NameOf(ancestors[i])} > {NameOf(shell)}";
            }

            shell = shells.Has(ancestors[i]) ? ancestors[i] : shell;
        }

        return null;
    }

    /// <summary>By what it is told that a person acts; null when nothing tells it.</summary>
    /// <param name="process">The acting process.</param>
    /// <param name="ancestors">Parent first.</param>
    /// <param name="leader">The session's leader, where a sensor named it.</param>
    public static string? Interactive(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors, ProcessFact? leader)
    {
        if (process is null)
        {
            return null;
        }

        var session = Lineage.Known(leader, process, ancestors);
        return process.Tty is > 0 || session?.Tty is > 0 ? "a terminal" : EntryPoint.Find(process, ancestors, session)?.Type switch
        {
            "sshd" => "a login by ssh",
            "ssm" => "a session of AWS Systems Manager",
            "console" => "a login at the console",
            _ => null,
        };
    }

    // A process names itself as it likes.
    private static string NameOf(ProcessFact process)
    {
        var name = process.Name ?? Mapping.CommandLine.BaseName(process.Executable) ?? "?";
        name = name.Length > LongestName ? name[..LongestName] : name;
        return name.AsSpan().ContainsAnyExceptInRange('!', '~') ? string.Concat(name.Select(static letter => letter is >= '!' and <= '~' ? letter : '?')) : name;
    }
}
