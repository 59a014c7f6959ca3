using Eyrie.Contracts;

namespace Eyrie.Testing.Delivery;

/// <summary>What an alert is to be.</summary>
/// <param name="Number">Its number: id and order.</param>
/// <param name="Incident">The number of its incident, whose mark is in the rule's name.</param>
/// <param name="Sequence">1 for the incident's first.</param>
/// <param name="Severity">How bad.</param>
public sealed record AlertSpec(int Number, int Incident, long Sequence, Severity Severity);
