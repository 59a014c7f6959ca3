using Eyrie.Contracts;

namespace Eyrie.Enricher.Incidents;

/// <summary>What of an alert its incident adds up.</summary>
/// <param name="Time">When the sensor saw it.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Score">Its risk score; null when it was not scored.</param>
/// <param name="Rule">Its rule, without secrets.</param>
/// <param name="Techniques">Techniques and sub-techniques by id.</param>
/// <param name="Lead">What is kept of it when it is the worst; asked only then.</param>
internal readonly record struct IncidentAlert(
    EventTime Time, Severity Severity, int? Score, string? Rule, IReadOnlyList<string> Techniques, Func<IncidentLead> Lead);
