using System.IO.Enumeration;
using Eyrie.Contracts;

namespace Eyrie.Commands.Tail;

/// <summary>Which alerts are shown. What is null fits all.</summary>
internal sealed record TailFilter
{
    public Severity Least { get; init; }

    public string? Namespace { get; init; }

    /// <summary>How the incident's id begins, in lower case.</summary>
    public string? Incident { get; init; }

    public string? Rule { get; init; }

    public string? Node { get; init; }

    /// <summary>Also those that an exception suppresses.</summary>
    public bool Suppressed { get; init; }

    /// <summary>Whether an alert is shown, or the word that an incident is over.</summary>
    public bool Fits(Alert alert) =>
        (alert.Kind is "alert" || alert.ClosesIncident)
        && alert.Severity >= Least
        && (Suppressed || !alert.Suppressed)
        && (Incident is null || alert.Incident.StartsWith(Incident, StringComparison.Ordinal))
        && Fits(Namespace, alert.Namespace)
        && Fits(Rule, alert.Rule)
        && Fits(Node, alert.Node);

    // '\' is no escape in a namespace, but MatchesSimpleExpression takes it for one: names of rules may have it.
    private static bool Fits(string? pattern, string value) => pattern is null
        || FileSystemName.MatchesSimpleExpression(pattern.Replace(@"\", @"\\", StringComparison.Ordinal), value, ignoreCase: true);
}
