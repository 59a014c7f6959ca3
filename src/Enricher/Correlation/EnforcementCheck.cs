using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher;

/// <summary>
/// Tells whether what a policy says that it did came to pass. Monitor mode says the same and does nothing, so only what
/// followed is proof: a killed process ends by a signal, an overridden call answers with an error.
/// </summary>
internal static class EnforcementCheck
{
    // How long after the act an end by a signal may still be the policy's doing: beyond it, somebody else may have killed the process.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private const string Blocked = "blocked";
    private const string Observed = "observed";

    /// <summary>What came of it.</summary>
    /// <param name="told">The policy's event; one that says that something was done.</param>
    /// <param name="table">Its node's processes.</param>
    /// <returns>The answer; without an outcome while the process has not ended.</returns>
    public static Enforcement Judge(Observation told, ProcessTable table) => told.Enforcement is "override"
        ? told.Outcome is "failure"
            ? new("override", Blocked)
            : new("override", Observed, "the policy does not report what the call returned, and monitor mode reports an override, too")
        : Ended(told, table) is not { } image ? new(told.Enforcement!)
        : image.End > told.Time + Longest ? new(told.Enforcement!, Observed, "the process went on")
        : image.Extras?.ExitSignal is { } signal && Fits(told.Enforcement!, signal) ? new(told.Enforcement!, Blocked)
        : new(told.Enforcement!, Observed, "the process was not ended by a signal of the policy's: it may be in monitor mode");

    /// <summary>The answer when nobody can wait any longer.</summary>
    public static Enforcement Unproven(Enforcement judged) => judged.Outcome is not null
        ? judged
        : judged with { Outcome = Observed, Reason = "no end of the process by a signal was reported in time" };

    // The kernel kills an exec that was caught half-way under its next image, so those that follow on the pid count as well.
    private static ProcessImage? Ended(Observation told, ProcessTable table)
    {
        var image = table.Find(told.Process?.ExecId);
        while (image is { End: null, Newer: { } newer } && newer.Start <= told.Time + Longest)
        {
            image = newer;
        }

        return image is { End: { } end } && end >= told.Time - ProcessLife.ClockTolerance ? image : null;
    }

    private static bool Fits(string action, string signal) => action is not "sigkill" || signal is "SIGKILL";
}
