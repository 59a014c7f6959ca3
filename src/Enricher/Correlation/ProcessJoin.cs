using Eyrie.Contracts;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher;

/// <summary>What a search for an alert's process came to.</summary>
/// <param name="Image">The image; null when none can be named.</param>
/// <param name="Confidence">How surely it is that one.</param>
/// <param name="Reason">Why not more surely.</param>
internal readonly record struct Joined(ProcessImage? Image, Confidence Confidence, string? Reason);

/// <summary>
/// Finds the process image of a Falco alert by pid and time. What it calls high was proven by more than the pid: the image
/// that a pid had at that time may still be on its way.
/// </summary>
internal static class ProcessJoin
{
    // Tetragon's conversion to wall clock jitters by up to 1.35 ms; Falco's clock is up to 0.1 ms ahead.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(2);

    // An exec's alert comes 10 to 60 us after the exec; a busy machine may take longer between the two hooks.
    private static readonly TimeSpan ExecWindow = TimeSpan.FromMilliseconds(20);

    /// <summary>Searches.</summary>
    /// <param name="alert">An alert whose process has a pid.</param>
    /// <param name="table">What is known of its node.</param>
    public static Joined Find(Observation alert, ProcessTable table)
    {
        var falco = alert.Process!;
        var best = default(Joined);
        var (bestFit, bestDistance) = (Fit.Contradiction, long.MaxValue);
        var exec = IsExec(alert);
        for (var image = table.Newest(falco.Pid!.Value); image is not null; image = image.Older)
        {
            if (image.Start > alert.Time + ClockTolerance)
            {
                continue;
            }

            if (Over(image) is { } end && end < alert.Time - ClockTolerance)
            {
                break;
            }

            var evidence = Evidence.Weigh(falco, image);
            var distance = Distance(image, alert.Time, exec);
            if (evidence.Fit > bestFit || (evidence.Fit == bestFit && distance < bestDistance))
            {
                (bestFit, bestDistance) = (evidence.Fit, distance);
                best = Judge(image, evidence, stale: exec && image.Start < alert.Time - ExecWindow);
                best = exec && image.Start < alert.Time - ClockTolerance && best.Confidence is Confidence.High
                    ? best with { Confidence = Confidence.Medium, Reason = "another exec of the same line may have followed" }
                    : best;
            }

            if (image.Start < alert.Time - ClockTolerance)
            {
                break; // whatever is older had been replaced by then
            }
        }

        return best;
    }

    /// <summary>Whether the alert is about an exec that succeeded: its process is the new image, not the caller's.</summary>
    public static bool IsExec(Observation alert) =>
        alert.Action is "execve" or "execveat" && alert.Outcome is not "failure";

    // What another image replaced is not over by that: an exec's alert may be on either side of it.
    private static EventTime? Over(ProcessImage image) => image.End ?? (image.Newer is null ? image.Gone : null);

    private static Joined Judge(ProcessImage image, Evidence evidence, bool stale) => evidence.Fit switch
    {
        Fit.Contradiction => new(null, Confidence.Low, evidence.Reason),
        Fit.Proven when !stale => new(image, Confidence.High, null),
        Fit.Proven => new(image, Confidence.Medium, "Tetragon did not tell of this exec"),
        Fit.Likely when !stale => new(image, Confidence.Medium, "no command line to compare"),
        _ when stale => new(null, Confidence.Low, "Tetragon did not tell of this exec"),
        _ => new(image, Confidence.Medium, "nothing but the pid to go by"),
    };

    // Whoever did something was there before: an image that started after the alert fits only if the clocks differ.
    // An exec's image may be on either side.
    private static long Distance(ProcessImage image, EventTime time, bool exec)
    {
        var age = time.UnixNanoseconds - image.Start.UnixNanoseconds;
        return age >= 0 ? age : exec ? -age : long.MaxValue / 2;
    }
}
