namespace Eyrie.Enricher.Incidents;

/// <summary>Why an incident is over.</summary>
internal enum EndReason
{
    /// <summary>No alert for the gap.</summary>
    Gap,

    /// <summary>More are open than can be remembered.</summary>
    TooMany,
}

/// <summary>An incident that no alert can join any more; nothing of it changes from now on.</summary>
internal readonly record struct EndedIncident(Incident Incident, EndReason Reason);
