namespace Eyrie.Enricher;

/// <summary>A process that an alert may have been about, and what became of that.</summary>
/// <param name="Process">The process as the table knows it.</param>
/// <param name="Fit">How well what the alert says of its process fits.</param>
/// <param name="Chosen">Whether it is the one that the alert was joined with.</param>
/// <param name="Verdict">Why, or why not, in words.</param>
internal sealed record JoinCandidate(ProcessFact Process, Fit Fit, bool Chosen, string Verdict)
{
    /// <summary>More than a person reads.</summary>
    public const int Most = 20;
}
