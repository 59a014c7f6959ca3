namespace Eyrie.Sinks.PagerDuty;

/// <summary>How much a page may tell: steps from all to hardly anything, taken until PagerDuty's limit is kept.</summary>
/// <param name="Text">Longest text of command lines, trees and messages, in UTF-16 units.</param>
/// <param name="Value">Longest name.</param>
/// <param name="Items">Most items of a list.</param>
/// <param name="Details">Whether there are details at all.</param>
internal sealed record PageSize(int Text, int Value, int Items, bool Details = true)
{
    /// <summary>The largest first. The last one is some kilobytes at most, whatever the alert.</summary>
    public static IReadOnlyList<PageSize> Descending { get; } =
        [new(8_000, 500, 20), new(2_000, 300, 10), new(500, 200, 5), new(0, 200, 3, Details: false)];
}
