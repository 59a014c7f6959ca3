using Eyrie.Dashboards.Tests.Search;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>What of the panels shows nothing.</summary>
internal static class EmptyParts
{
    /// <summary>
    /// Columns that are rightly 0 in the demo, panels that have others beside them or are a single number: its sensors are well, and the guide's
    /// attack is observed, not prevented, by nothing less than a notice. On a slow machine some of them may have data.
    /// </summary>
    public static readonly string[] Expected =
    [
        "eyrie-overview: Blocked: Blocked",
        "eyrie-overview: Blocked and observed, by rule: Blocked",
        "eyrie-overview: Alerts over time by severity: Informational",
        "eyrie-overview: Alerts over time by risk: Below 40",
        "eyrie-overview: Rules that speak most: Informational",
        "eyrie-overview: Workloads with most alerts: Informational",
        "eyrie-overview: Nodes: Informational",
        "eyrie-overview: Users: Informational",
        "eyrie-overview: Images: Informational",
        "eyrie-workloads: Namespaces by severity: Informational",
        "eyrie-sensors: Sensor problems: Sensor problems",
        "eyrie-sensors: Lost before they came: Lost by sensors",
        "eyrie-sensors: Cut: Cut for their size",
        "eyrie-sensors: What Eyrie says of its sensors: Events lost",
        "eyrie-sensors: How alerts were joined with their process: Low",
        "eyrie-sensors: Sensor health: eyrie.health.advice",
    ];

    /// <summary>Panels and their columns without data, in words.</summary>
    /// <param name="documents">Who is asked.</param>
    /// <param name="panels">What is looked at.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="query">The dashboard's own query, in KQL.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(ISearchable documents, IEnumerable<ShownPanel> panels, CancellationToken cancellation, string query = "")
    {
        var (now, empty) = (TimeProvider.System.GetUtcNow(), new List<string>());
        foreach (var panel in panels)
        {
            var request = panel.Request(now - ShownPanels.SpanOf(panel.Dashboard), now, query);
            try
            {
                var answer = await documents.SearchAsync(panel.Index, request, cancellation);
                empty.AddRange(panel.Gaps(answer).Select(gap => $"{panel}: {gap}"));
            }
            catch (SearchRefusedException e)
            {
                empty.Add($"{panel}: refused: {e.Message}");
            }
        }

        return empty;
    }
}
