using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Demo;

/// <summary>Renders an alert for the screen: what, where, by which process, and where it goes.</summary>
internal static class AlertLines
{
    private const int MaxRule = 80;
    private const int MaxName = 120;
    private const int MaxPlainTree = 1_000;
    private const string Indent = "             "; // below the rule, beside the time

    /// <summary>For a terminal: two lines that fit it.</summary>
    /// <param name="alert">The alert; an attacker wrote parts of it.</param>
    /// <param name="targets">Where it goes.</param>
    /// <param name="width">Of the terminal, in cells.</param>
    public static IReadOnlyList<ScreenLine> ForTerminal(Alert alert, string targets, int width)
    {
        if (IsGoodNewsOfASensor(alert))
        {
            return [new ScreenLine().Ours($"{Time(alert)}  {SafeText.OneLine(alert.Message, Math.Max(10, width - Indent.Length - 1))}", Styles.Dim)];
        }

        var first = new ScreenLine()
            .Ours($"{Time(alert)} ", Styles.Dim)
            .Ours($" {alert.Severity.Word().ToUpperInvariant()} ", Styles.Of(alert.Severity))
            .Ours(" ")
            .Theirs(Rule(alert), Styles.Strong, MaxRule)
            .Ours("  ")
            .Theirs(Where(alert), Styles.Where, MaxName * 2)
            .Ours($"  → {targets}", Styles.Dim);
        var tree = SafeText.LineEnd(Tree(alert), Math.Max(10, width - Indent.Length - 1));
        return [first, new ScreenLine().Ours(Indent).Ours(tree, Styles.Dim)];
    }

    /// <summary>For a file or a pipe: one line, nothing cut that matters.</summary>
    public static string ForFile(Alert alert, string targets) =>
        $"{Time(alert)} {alert.Severity.Word(),-13} {SafeText.OneLine(Rule(alert), MaxRule)} | {SafeText.OneLine(Where(alert), MaxName * 2)}"
        + $" | {SafeText.LineEnd(Tree(alert), MaxPlainTree)} | -> {targets}";

    /// <summary>That a sensor was found is no alarm: it is shown in passing.</summary>
    private static bool IsGoodNewsOfASensor(Alert alert) => alert is { Observer.Length: > 0, Severity: <= Severity.Notice };

    private static string Time(Alert alert) =>
        alert.Time.ToDateTimeOffset().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Rule(Alert alert) => (alert.Rule.Length > 0 ? alert.Rule : alert.Message) + (alert.Blocked ? " [blocked]" : "");

    private static string Where(Alert alert)
    {
        if (alert.Pod.Length == 0)
        {
            return $"host {alert.Node}";
        }

        var workload = alert.Workload.Length > 0 ? $" ({alert.Workload})" : "";
        return $"pod {alert.Namespace}/{alert.Pod}{workload}";
    }

    private static string Tree(Alert alert) => alert switch
    {
        { Tree.Length: > 0 } => alert.Tree,
        { Pid: { } pid } => string.Create(CultureInfo.InvariantCulture, $"{alert.Executable}({pid})"),
        _ => alert.Message,
    };
}
