using Eyrie.Contracts;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher;

/// <summary>
/// Finds the process image of a Falco alert that tells no pid: by container, program, command line and time. What fits is never
/// sure: another process with the same line may be one that nobody told of.
/// </summary>
internal static class LineJoin
{
    // A shell's loop starts thousands of one line: which of them it was cannot be told, and to look at all takes long.
    private const int MostLookedAt = 512;

    // Of those that fit, as many are compared for ancestors that they share.
    private const int MostCompared = 16;

    /// <summary>Keys under which the process' image may be found: a script's path is an argument to Falco, the program to Tetragon.</summary>
    public static (uint Key, uint? ScriptKey) Keys(in Claim claim)
    {
        var arguments = CommandLines.Arguments(claim.CommandLine, claim.Process.Name);
        var first = arguments.TrimStart(' ');
        var blank = first.IndexOf(' ');
        return (LineKey.Of(arguments), first is not ['/', ..] ? null : LineKey.Of(blank < 0 ? [] : first[blank..]));
    }

    /// <summary>Searches.</summary>
    /// <param name="alert">An alert whose process has a command line.</param>
    /// <param name="claim">What it says of that process.</param>
    /// <param name="table">What is known of its node.</param>
    /// <param name="common">Gets the ancestors that all share that fit, when no one of them can be named.</param>
    public static Joined Find(Observation alert, in Claim claim, ProcessTable table, List<ProcessImage> common)
    {
        var fits = new List<ProcessImage>();
        var (key, scriptKey) = Keys(claim);
        var tooMany = !Collect(alert, claim, table, key, fits) | (scriptKey is { } other && other != key && !Collect(alert, claim, table, other, fits));
        if (fits.Count > 1 && ProcessJoin.IsExec(alert) && Nearest(fits, alert.Time) is { } nearest)
        {
            fits = [nearest];
        }

        if (fits.Count == 1 && !tooMany)
        {
            var settled = !ProcessJoin.IsExec(alert) || ProcessLife.Near(fits[0].Start, alert.Time);
            return new(fits[0], Confidence.Medium, "the alert has no proc.pid; one known process fits") { IsSettled = settled };
        }

        if (fits.Count == 0)
        {
            return new(null, Confidence.Low, "the alert has no proc.pid, and no known process fits");
        }

        Share(fits, table, common);
        return new(null, Confidence.Low, tooMany
            ? "the alert has no proc.pid, and very many processes have that command line"
            : $"the alert has no proc.pid, and {fits.Count} processes fit")
        {
            IsSettled = tooMany, // more of them make it no better
        };
    }

    /// <summary>Says what became of the images with that command line.</summary>
    public static void Explain(Observation alert, in Claim claim, ProcessTable table, ProcessImage? chosen, List<JoinCandidate> candidates)
    {
        var (key, scriptKey) = Keys(claim);
        Explain(alert, claim, table, key, chosen, candidates);
        if (scriptKey is { } other && other != key)
        {
            Explain(alert, claim, table, other, chosen, candidates);
        }
    }

    private static void Explain(
        Observation alert, in Claim claim, ProcessTable table, uint key, ProcessImage? chosen, List<JoinCandidate> candidates)
    {
        for (var image = table.FirstOfLine(key); image is not null && candidates.Count < JoinCandidate.Most; image = image.NextOfLine)
        {
            candidates.Add(new(
                image.ToFact(),
                Evidence.Weigh(claim, image).Fit,
                ReferenceEquals(image, chosen),
                Objection(alert, claim, image, table) ?? "was there at that time, and is what Falco names"));
        }
    }

    private static bool Collect(Observation alert, in Claim claim, ProcessTable table, uint key, List<ProcessImage> fits)
    {
        var seen = 0;
        for (var image = table.FirstOfLine(key); image is not null; image = image.NextOfLine)
        {
            if (++seen > MostLookedAt)
            {
                return false;
            }

            if (Objection(alert, claim, image, table) is null)
            {
                fits.Add(image);
            }
        }

        return true;
    }

    // Why an image cannot be the alert's; null when it can.
    private static string? Objection(Observation alert, in Claim claim, ProcessImage image, ProcessTable table)
    {
        if (ProcessLife.BeginsAfter(image, alert.Time))
        {
            return "started after the alert";
        }

        if (ProcessLife.IsOver(image, alert.Time) || (image.Newer is not null && image.Gone < alert.Time - ProcessLife.ClockTolerance))
        {
            return "had ended, or made way for another exec, before the alert";
        }

        if (ProcessJoin.IsExec(alert) && ProcessLife.IsBeforeExec(image, alert.Time))
        {
            return "started before the exec that the alert is about";
        }

        var evidence = Evidence.Weigh(claim, image);
        return evidence.Fit is not Fit.Proven ? evidence.Reason ?? "nothing but the command line speaks for it"
            : !InContainer(claim.Process.ContainerId ?? alert.Container?.Id, image) ? "is not known to be in the alert's container"
            : !AncestryCheck.MayBeParent(alert.Parent, image, table) ? "has another parent"
            : null;
    }

    // 'host' is told as no id; Tetragon takes an id from any cgroup that looks like a container's.
    private static bool InContainer(string? told, ProcessImage image) =>
        told is null || ContainerIds.Same(told, image.ContainerId);

    // Two execs of one line within milliseconds: the one at the very time, if the other is not.
    private static ProcessImage? Nearest(List<ProcessImage> fits, EventTime alert)
    {
        ProcessImage? nearest = null;
        foreach (var image in fits)
        {
            if (ProcessLife.Near(image.Start, alert))
            {
                if (nearest is not null)
                {
                    return null;
                }

                nearest = image;
            }
        }

        return nearest;
    }

    private static void Share(List<ProcessImage> fits, ProcessTable table, List<ProcessImage> common)
    {
        if (fits.Count > MostCompared)
        {
            return;
        }

        table.Ancestry(fits[0].ParentExecId, common);
        var others = new List<ProcessImage>();
        for (var i = 1; i < fits.Count && common.Count > 0; i++)
        {
            others.Clear();
            table.Ancestry(fits[i].ParentExecId, others);
            common.RemoveAll(image => !others.Contains(image));
        }
    }
}
