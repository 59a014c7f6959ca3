using Eyrie.Contracts;
using Eyrie.Sinks.Routing.Matching;

namespace Eyrie.Sinks.Routing;

/// <summary>Whose an alert is, by labels: what the pod says goes before what its namespace says.</summary>
internal static class Teams
{
    // Kubernetes allows 63; others may have written it.
    private const int Longest = 100;

    /// <summary>The team; empty when no label names one.</summary>
    public static string Of(Alert alert, IReadOnlyList<LabelName> labels)
    {
        foreach (var label in labels)
        {
            if (label.Of(alert) is { Length: > 0 } team)
            {
                return team.Length > Longest ? team[..Longest] : team;
            }
        }

        return "";
    }
}
