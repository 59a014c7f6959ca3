using Eyrie.Dashboards.Tests.Search;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>What of the panels shows nothing.</summary>
internal static class EmptyParts
{
    /// <summary>Numbers that ought to be 0 in the demo: nothing is wrong with its sensors.</summary>
    public static readonly string[] GoodNews =
    [
    ];

    /// <summary>Panels and their columns without data, in words.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(ISearchable documents, IEnumerable<ShownPanel> panels, CancellationToken cancellation)
    {
        var (now, empty) = (TimeProvider.System.GetUtcNow(), new List<string>());
        foreach (var panel in panels)
        {
            var request = panel.Request(now - ShownPanels.SpanOf(panel.Dashboard), now);
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
