using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>What makes alerts one message.</summary>
internal static class NoticeGrouping
{
    private const int LongestName = 200;

    /// <summary>The group's name: the incident's id, or what the route groups by.</summary>
    public static string GroupOf(Alert alert, RouteSettings settings) => Short(settings.GroupBy switch
    {
        Grouping.Workload => $"workload {Place(alert)}",
        Grouping.RuleAndWorkload => $"rule {alert.Rule} {Place(alert)}",
        _ => alert.Incident.Length > 0 ? alert.Incident : $"rule {alert.Rule} {Place(alert)}",
    });

    /// <summary>Whether the group is the alert's incident.</summary>
    public static bool IsIncident(Alert alert, RouteSettings settings) =>
        alert.Incident.Length > 0 && settings.GroupBy is null or Grouping.Incident;

    private static string Place(Alert alert) => alert.Workload.Length > 0
        ? $"{alert.Cluster}/{alert.Namespace}/{alert.Workload}"
        : $"{alert.Cluster}/{alert.Node}/{alert.Observer}";

    // Names may be anything: a group's is part of a key.
    private static string Short(string name) => name.Length <= LongestName && !name.AsSpan().ContainsAnyInRange('\0', '\u001f')
        ? name
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
