using System.Globalization;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher;

/// <summary>
/// Compares the ancestors that Falco names with those that Tetragon knows. Both follow a process to its reaper in their own time:
/// where either says pid 1, they do not contradict each other.
/// </summary>
internal static class AncestryCheck
{
    private const int MostImages = 8;

    /// <summary>What contradicts each other, in words; null when nothing does.</summary>
    /// <param name="alert">What Falco says.</param>
    /// <param name="image">The process.</param>
    /// <param name="chain">Its ancestors, parent first.</param>
    /// <param name="table">What is known of its node.</param>
    public static string? Contradiction(Observation alert, ProcessImage image, List<ProcessImage> chain, ProcessTable table)
    {
        var parent = alert.Process?.ParentPid ?? alert.Parent?.Pid;
        if (parent is > 1 && ParentPid(image, chain) is > 1 and var known && !Contains(chain, parent.Value))
        {
            return string.Create(CultureInfo.InvariantCulture, $"Falco names {parent} as the parent, Tetragon {known}");
        }

        return Misnamed(alert.Parent, parent, chain, table) ?? Misnamed(alert.Ancestors, chain, table);
    }

    /// <summary>Whether what Falco says of the parent, which has no pid, fits an image's parent.</summary>
    public static bool MayBeParent(ProcessFact? told, ProcessImage image, ProcessTable table)
    {
        if (told is null || (told.Name is null && told.Executable is null))
        {
            return true;
        }

        var above = table.Find(image.ParentExecId);
        for (var steps = 0; above is not null && above.Pid == image.Pid && steps < MostImages; steps++)
        {
            above = table.Find(above.ParentExecId);
        }

        return above is null or { Pid: 1 } || Names(told, above.Pid, table);
    }

    private static long? ParentPid(ProcessImage image, List<ProcessImage> chain)
    {
        foreach (var ancestor in chain)
        {
            if (ancestor.Pid != image.Pid)
            {
                return ancestor.Pid;
            }
        }

        return null;
    }

    private static bool Contains(List<ProcessImage> chain, long pid)
    {
        foreach (var ancestor in chain)
        {
            if (ancestor.Pid == pid)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Misnamed(IReadOnlyList<ProcessFact> told, List<ProcessImage> chain, ProcessTable table)
    {
        for (var i = 0; i < told.Count; i++)
        {
            if (Misnamed(told[i], told[i].Pid, chain, table) is { } contradiction)
            {
                return contradiction;
            }
        }

        return null;
    }

    private static string? Misnamed(ProcessFact? told, long? pid, List<ProcessImage> chain, ProcessTable table) =>
        told is { Name: not null } or { Executable: not null } && pid is > 1 && Contains(chain, pid.Value) && !Names(told, pid.Value, table)
            ? string.Create(CultureInfo.InvariantCulture, $"Falco calls the ancestor {pid} {told.Name ?? told.Executable}, Tetragon does not")
            : null;

    // The ancestor may have run another program when the child began, or run one since.
    private static bool Names(ProcessFact told, long pid, ProcessTable table)
    {
        var images = 0;
        for (var image = table.Newest(pid); image is not null && images < MostImages; image = image.Older, images++)
        {
            if (image.Executable is null || CommandLines.SameName(told.Name, image.Name) || (told.Executable is not null && told.Executable == image.Executable)
                || SameLine(told, image))
            {
                return true;
            }
        }

        return images == 0;
    }

    private static bool SameLine(ProcessFact told, ProcessImage image) =>
        told.CommandLine is { Length: > 0 } line && image.CommandLine is { Length: > 0 } known
        && CommandLines.Arguments(line, told.Name) is { IsEmpty: false } arguments
        && CommandLines.SameArguments(CommandLines.WithoutScript(arguments, image.Executable), CommandLines.Arguments(known, image.Executable));
}
