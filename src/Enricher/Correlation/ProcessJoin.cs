using Eyrie.Contracts;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher;

/// <summary>What a search for an alert's process came to.</summary>
/// <param name="Image">The image; null when none can be named.</param>
/// <param name="Confidence">How surely it is that one.</param>
/// <param name="Reason">Why not more surely.</param>
internal readonly record struct Joined(ProcessImage? Image, Confidence Confidence, string? Reason)
{
    /// <summary>Whether waiting for what Tetragon may yet tell would make it no better.</summary>
    public bool IsSettled { get; init; }
}

/// <summary>
/// Finds the process image of a Falco alert by pid and time. What it calls high was proven by more than the pid: the image
/// that a pid had at that time may still be on its way, and pids are used again.
/// </summary>
internal static class ProcessJoin
{
    // A program may exec itself a hundred thousand times: whom to look at is not for it to say.
    private const int MostLookedAt = 1_024;

    /// <summary>Searches.</summary>
    /// <param name="alert">An alert whose process has a pid.</param>
    /// <param name="claim">What it says of that process.</param>
    /// <param name="table">What is known of its node.</param>
    public static Joined Find(Observation alert, in Claim claim, ProcessTable table)
    {
        var best = default(Joined);
        var (bestFit, bestDistance) = (Fit.Contradiction, long.MaxValue);
        var (exec, seen) = (IsExec(alert), 0);
        for (var image = table.Newest(claim.Process.Pid!.Value); image is not null; image = image.Older)
        {
            if (ProcessLife.BeginsAfter(image, alert.Time))
            {
                continue;
            }

            if (ProcessLife.IsOver(image, alert.Time))
            {
                break;
            }

            if (++seen > MostLookedAt)
            {
                return best.Confidence is Confidence.High ? best with { Confidence = Confidence.Medium, Reason = "very many execs of that pid at that time" } : best;
            }

            var evidence = Evidence.Weigh(claim, image);
            var distance = Distance(image, alert.Time, exec);
            if (evidence.Fit > bestFit || (evidence.Fit == bestFit && distance < bestDistance))
            {
                (bestFit, bestDistance) = (evidence.Fit, distance);
                best = Judge(alert, claim, image, evidence);
            }

            if (image.Start < alert.Time - ProcessLife.ClockTolerance)
            {
                break; // whatever is older had been replaced by then
            }
        }

        return best;
    }

    /// <summary>Says what became of each image that had the pid, latest first.</summary>
    public static void Explain(Observation alert, in Claim claim, ProcessTable table, ProcessImage? chosen, List<JoinCandidate> candidates)
    {
        var passed = false;
        for (var image = table.Newest(claim.Process.Pid!.Value); image is not null && candidates.Count < JoinCandidate.Most; image = image.Older)
        {
            var evidence = Evidence.Weigh(claim, image);
            var judged = Judge(alert, claim, image, evidence);
            var verdict = ProcessLife.BeginsAfter(image, alert.Time) ? "started after the alert"
                : ProcessLife.IsOver(image, alert.Time) ? "had ended before the alert"
                : passed ? "another exec had replaced it by then"
                : judged.Reason ?? "had the pid at that time, and runs the program that Falco names";
            candidates.Add(new(image.ToFact(), evidence.Fit, ReferenceEquals(image, chosen), verdict));
            passed |= image.Start < alert.Time - ProcessLife.ClockTolerance;
        }
    }

    /// <summary>Whether the alert is about an exec that succeeded: its process is the new image, not the caller's.</summary>
    public static bool IsExec(Observation alert) =>
        alert.Action is "execve" or "execveat" && alert.Outcome is not "failure";

    private static Joined Judge(Observation alert, in Claim claim, ProcessImage image, Evidence evidence)
    {
        var exec = IsExec(alert);
        if (evidence.Fit is Fit.Contradiction)
        {
            return new(null, Confidence.Low, evidence.Reason);
        }

        var life = ProcessLife.Compare(claim, image, alert.Time, exec);
        return life is Life.Other ? new(null, Confidence.Low, "it is older than the alert's process")
            : exec && ProcessLife.IsBeforeExec(image, alert.Time) ? JudgeStale(image, evidence)
            : evidence.Fit is Fit.Likely ? new(image, Confidence.Medium, "no command line to compare")
            : evidence.Fit is Fit.Unproven ? new(image, Confidence.Medium, "nothing but the pid to go by")
            : exec && image.Start < alert.Time - ProcessLife.ClockTolerance
                ? new(image, Confidence.Medium, "another exec of the same line may have followed")
            : JudgeLife(claim, image, life);
    }

    private static Joined JudgeStale(ProcessImage image, Evidence evidence) =>
        new(evidence.Fit is Fit.Proven ? image : null, evidence.Fit is Fit.Proven ? Confidence.Medium : Confidence.Low, JoinReasons.ExecNotTold);

    private static Joined JudgeLife(in Claim claim, ProcessImage image, Life life) => life switch
    {
        Life.Same => new(image, Confidence.High, null) { IsSettled = true },
        Life.Doubtful => new(image, Confidence.Medium, "Falco came to know the process after Tetragon, or its pid was used again"),
        _ when claim.IsThread => new(image, Confidence.Medium, "a thread's alert does not tell when its process began") { IsSettled = true },
        _ => new(image, Confidence.Medium, "the alert has no proc.pid.ts, and pids are used again") { IsSettled = true },
    };

    // Whoever did something was there before: an image that started after the alert fits only if the clocks differ.
    // An exec's image may be on either side.
    private static long Distance(ProcessImage image, EventTime time, bool exec)
    {
        var age = time.UnixNanoseconds - image.Start.UnixNanoseconds;
        return age >= 0 ? age : exec ? -age : long.MaxValue / 2;
    }
}
