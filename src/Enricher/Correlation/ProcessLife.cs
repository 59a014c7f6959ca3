using Eyrie.Contracts;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher;

/// <summary>Whether an image that had the alert's pid belongs to the alert's process: pids are used again.</summary>
internal enum Life
{
    /// <summary>It is another life of the pid.</summary>
    Other,

    /// <summary>Falco dates the process after Tetragon: it came to know it late, or the pid was used again.</summary>
    Doubtful,

    /// <summary>Nothing tells the lives of the pid apart.</summary>
    Unknown,

    /// <summary>It is the same life.</summary>
    Same,
}

/// <summary>Tells the lives of a pid apart, and where an image lies in time.</summary>
internal static class ProcessLife
{
    /// <summary>
    /// Tetragon's conversion to wall clock jitters by up to 1.35 ms; Falco's clock is up to 0.1 ms ahead, and its clone
    /// times come from a conversion of their own.
    /// </summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(2);

    // An exec's alert comes 10 to 60 us after the exec; a busy machine may take longer between the two hooks.
    private static readonly TimeSpan ExecWindow = TimeSpan.FromMilliseconds(20);

    // Of what was there before it, Tetragon knows the start in steps of 10 ms, about 10 ms early.
    private static readonly TimeSpan ProcFsTolerance = TimeSpan.FromMilliseconds(30);

    /// <summary>
    /// Compares by the clone time that Falco tells. Two processes do not have a pid at once: an image that started when the
    /// alert's process had been cloned is of that process. The opposite proves nothing: of a process that is older than Falco, Falco
    /// knows a time that may be years late.
    /// </summary>
    public static Life Compare(in Claim claim, ProcessImage image, EventTime alert, bool exec)
    {
        if (image.Start == default)
        {
            return Life.Unknown;
        }

        if (exec && Near(image.Start, alert))
        {
            return Life.Same; // no pid comes again within that time
        }

        if (claim.IsThread || claim.Process.Start is not { } cloned)
        {
            return Life.Unknown;
        }

        return image.Start >= cloned - (image.FromProcFs ? ProcFsTolerance : ClockTolerance) ? Life.Same
            : SharesParent(claim.Process, image) ? Life.Doubtful
            : Life.Other;
    }

    /// <summary>Whether the image is too old for the exec that an alert of this time is about.</summary>
    public static bool IsBeforeExec(ProcessImage image, EventTime alert) => image.Start < alert - ExecWindow;

    /// <summary>Whether the image began after a time.</summary>
    public static bool BeginsAfter(ProcessImage image, EventTime time) => image.Start > time + ClockTolerance;

    /// <summary>Whether the process had ended by a time. What another image replaced is not over by that: an exec's alert may be on either side of it.</summary>
    public static bool IsOver(ProcessImage image, EventTime time) =>
        (image.End ?? (image.Newer is null ? image.Gone : null)) is { } end && end < time - ClockTolerance;

    /// <summary>Whether image and alert are one moment.</summary>
    public static bool Near(EventTime start, EventTime alert) => start >= alert - ClockTolerance && start <= alert + ClockTolerance;

    // Who lost its parent belongs to pid 1 from then on.
    private static bool SharesParent(ProcessFact falco, ProcessImage image) =>
        falco.ParentPid is { } parent && (parent == 1 || (ExecId.TryParse(image.ParentExecId, out var id) && id.Pid == parent));
}
