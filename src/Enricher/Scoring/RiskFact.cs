namespace Eyrie.Enricher.Scoring;

/// <summary>How much an alert deserves a look.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Factors">What made it, by name.</param>
/// <param name="Reasons">The factors with points and reason, in the same order: <c>technique +10: T1059</c>.</param>
internal sealed record RiskFact(int Score, IReadOnlyList<string> Factors, IReadOnlyList<string> Reasons);
