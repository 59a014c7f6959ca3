using Eyrie.Contracts;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// Knows a process again to which a restarted agent gives another id: it replays what lives with the flag <c>procFS</c>,
/// the time of its clone, and a ktime in steps of the kernel's 10 ms.
/// </summary>
internal static class AgentRestarts
{
    private const long TickNanoseconds = 10_000_000;
    private const int MostSteps = 256;

    // Start times in ticks are up to 10 ms early, and each agent's conversion to wall clock is another.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Where a replay stands among the images of its pid, when not by its own ktime: after those that are known of the process,
    /// for it has run another program since.
    /// </summary>
    /// <param name="newest">The latest image of the pid.</param>
    /// <param name="id">The fact's id.</param>
    /// <param name="fact">What it says.</param>
    public static long? Order(ProcessImage? newest, ImageId id, ProcessFact fact) =>
        newest is not null && IsReplay(id, fact) && Shares(newest, fact.Start) && !IsReplaced(newest, id)
            ? Math.Max(newest.Ktime + 1, id.Ktime)
            : null;

    /// <summary>The image that a fact with an unknown id is about; null when it is a new one.</summary>
    /// <param name="newest">The latest image of its pid.</param>
    /// <param name="id">Its id.</param>
    /// <param name="fact">What it says.</param>
    /// <param name="line">Its command line as it is kept.</param>
    public static ProcessImage? SameImage(ProcessImage newest, ImageId id, ProcessFact fact, string? line)
    {
        var replay = IsReplay(id, fact);
        if (!replay && fact.Flags?.Contains("clone", StringComparison.Ordinal) is not true)
        {
            return null; // an exec in a running process makes a new image of it, even of the same program
        }

        var image = newest;
        for (var steps = 0; image is not null && steps < MostSteps; steps++, image = image.Older)
        {
            if (replay ? !Shares(image, fact.Start) : !IsReplayOf(image, fact.Start))
            {
                return null;
            }

            if (image.Executable == fact.Executable && image.CommandLine == line)
            {
                return image;
            }
        }

        return null;
    }

    // A clone has its parent's flags, but a ktime of its own.
    private static bool IsReplay(ImageId id, ProcessFact fact) =>
        fact.Flags?.Contains("procFS", StringComparison.Ordinal) is true && (!id.HasParts || id.Ktime % TickNanoseconds == 0);

    // One of the same process says that it came after it: the replay is late, not the process further.
    private static bool IsReplaced(ProcessImage newest, ImageId id)
    {
        var image = newest;
        for (var steps = 0; image is not null && steps < MostSteps; steps++, image = image.Older)
        {
            if (image.Parent == id)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Shares(ProcessImage image, EventTime? cloned) =>
        image.End is null && image.Start != default && cloned is { } start && image.Start >= start - Tolerance;

    // The exec itself is told late, after a replay of the same process.
    private static bool IsReplayOf(ProcessImage image, EventTime? exec) =>
        image.End is null && image.FromProcFs && image.Id.Ktime % TickNanoseconds == 0
        && exec is { } start && image.Start != default && start >= image.Start - Tolerance;
}
