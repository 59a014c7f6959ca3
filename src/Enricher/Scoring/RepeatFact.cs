using Eyrie.Contracts;

namespace Eyrie.Enricher.Scoring;

/// <summary>Which one of its like an alert is.</summary>
/// <param name="Count">1 for the first.</param>
/// <param name="First">When the first was seen.</param>
/// <param name="Last">When the latest so far was seen.</param>
internal sealed record RepeatFact(long Count, EventTime First, EventTime Last);
