using System.Globalization;
using Eyrie.Demo.StandIns;
using Spectre.Console;

namespace Eyrie.Demo;

/// <summary>What the demo says beside the alerts: a line of progress, and how it went at the end.</summary>
internal static class DemoReport
{
    private const int MaxIncidents = 5;
    private const int MaxViolations = 20;

    /// <summary>Where things stand, in a line.</summary>
    public static ScreenLine Progress(TimeSpan elapsed, AccountFigures figures) => new ScreenLine()
        .Ours(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,4:F0} s  "), Styles.Strong)
        .Ours($"read {Number(figures.Read)}  alerts {Number(figures.Alerts)}  activity {Number(figures.Activity)}")
        .Ours("  → ", Styles.Dim)
        .Ours(string.Join("  ", figures.Sinks.Select(sink => $"{SinkNames.Title(sink.Key)} {Number(sink.Value.Written)}")));

    /// <summary>How it went.</summary>
    public static IEnumerable<ScreenLine> Lines(DemoResult result) =>
        [.. SlackLines(result), .. PagerDutyLines(result), .. AccountLines(result), .. ViolationLines(result), Verdict(result)];

    private static IEnumerable<ScreenLine> SlackLines(DemoResult result)
    {
        foreach (var message in result.SlackMessages)
        {
            yield return new();
            yield return Title($"What Slack shows in {message.Channel} (one of {Number(result.Figures.SlackMessages ?? 0)} messages)");
            foreach (var line in SlackPreview.Lines(message.Body))
            {
                yield return new ScreenLine().Ours("  │ ", Styles.Dim).Theirs(line);
            }
        }
    }

    private static IEnumerable<ScreenLine> PagerDutyLines(DemoResult result)
    {
        if (result.Incidents.Count == 0)
        {
            yield break;
        }

        yield return new();
        yield return Title($"What PagerDuty shows ({Count(result.Incidents.Count, "incident")})");
        foreach (var incident in result.Incidents.OrderByDescending(incident => incident.Events).Take(MaxIncidents))
        {
            yield return Incident(incident);
        }
    }

    private static ScreenLine Incident(PagerDutyIncident incident) => new ScreenLine()
        .Ours("  │ ", Styles.Dim)
        .Theirs(incident.Severity.ToUpperInvariant(), new(Color.Red, decoration: Decoration.Bold))
        .Ours("  ")
        .Theirs(incident.Summary, maxLength: 300)
        .Ours($"  ({Count(incident.Events, "alert")}, ", Styles.Dim)
        .Theirs(incident.Source, Styles.Dim, 100)
        .Ours(")", Styles.Dim);

    private static IEnumerable<ScreenLine> AccountLines(DemoResult result)
    {
        yield return new();
        yield return Title("The account");
        foreach (var line in result.Account.Lines)
        {
            yield return AccountLine(line);
        }

        foreach (var note in Notes(result))
        {
            yield return new ScreenLine().Ours($"        {note}", Styles.Dim);
        }
    }

    private static ScreenLine AccountLine(AccountLine line)
    {
        var text = $"{Number(line.Count)} {line.Whole} = {string.Join(" + ", line.Parts.Select(part => $"{Number(part.Count)} {part.What}"))}";
        var shown = new ScreenLine().Ours(line.AddsUp ? "  ok    " : "  WRONG ", line.AddsUp ? Styles.Good : Styles.Bad).Theirs(text);
        return line.Missing switch
        {
            0 => shown,
            > 0 => shown.Ours($"  ({Number(line.Missing)} missing)", Styles.Bad),
            _ => shown.Ours($"  ({Number(-line.Missing)} too many)", Styles.Bad),
        };
    }

    private static IEnumerable<string> Notes(DemoResult result)
    {
        var figures = result.Figures;
        if (figures.Sensors.Values.Sum(sensor => sensor.Dropped + sensor.Unheard) is > 0 and var before)
        {
            yield return $"{Number(before)} never left the simulated sensors: their queues were full or nobody listened, as real ones do";
        }

        yield return $"processes found: {string.Join(", ", figures.Joins.Select(join => $"{SafeText.OneLine(join.Key, 30)} {Number(join.Value)}"))}";
        if (figures.SlackMessages is { } messages && figures.PagerDutyEvents is { } events)
        {
            yield return $"Slack took {Count(messages, "message")}, PagerDuty {Count(events, "event")} in {Count(figures.PagerDutyIncidents ?? 0, "incident")}";
        }

        foreach (var unseen in result.Account.Unseen)
        {
            yield return $"not checked: {unseen}";
        }
    }

    private static IEnumerable<ScreenLine> ViolationLines(DemoResult result)
    {
        foreach (var violation in result.Violations.Take(MaxViolations))
        {
            yield return new ScreenLine().Ours("  WRONG ", Styles.Bad).Theirs(violation);
        }

        if (result.Violations.Count > MaxViolations)
        {
            yield return new ScreenLine().Ours($"        and {result.Violations.Count - MaxViolations} more", Styles.Bad);
        }

        if (result.Failure is { } failure)
        {
            yield return new ScreenLine().Ours("  WRONG ", Styles.Bad).Theirs($"a stage failed: {failure}");
        }
    }

    private static ScreenLine Verdict(DemoResult result)
    {
        var line = new ScreenLine().Ours($"  lost: {Number(result.Account.Lost)}", result.Succeeded ? Styles.Good : Styles.Bad);
        var time = string.Create(CultureInfo.InvariantCulture, $" after {result.Elapsed.TotalSeconds:F1} s");
        var first = result.FirstAlert is { } alert
            ? string.Create(CultureInfo.InvariantCulture, $", first alert on screen {alert.TotalSeconds:F1} s after the start")
            : "";
        return line.Ours($"{(result.Interrupted ? ", interrupted" : "")}{time}{first}", Styles.Dim);
    }

    private static ScreenLine Title(string text) => new ScreenLine().Ours(SafeText.OneLine(text), Styles.Strong);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";
}
