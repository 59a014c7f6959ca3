using System.Text;
using Eyrie.Platform.Status;

namespace Eyrie.Commands.Status;

/// <summary>One screen: the verdict, then what it rests on, from the sensors to the targets.</summary>
internal static class StatusScreen
{
    private const int LongestLine = 120;

    public static string Write(IReadOnlyList<StatusAnswer> answers, StatusVerdict verdict)
    {
        var text = new StringBuilder();
        AddVerdict(text, verdict);
        var processes = answers.Where(static one => one.Report is not null).ToArray();
        AddProcesses(text, answers);
        var reports = processes.Select(one => (Host: processes.Length > 1 ? one.Report!.Host : "", Report: one.Report!)).ToArray();
        StageSections.AddSensors(text, reports);
        StageSections.AddEnrichers(text, reports);
        StageSections.AddSinks(text, reports);
        ProcessSections.AddKafka(text, reports);
        ProcessSections.AddNotes(text, processes);
        return text.ToString();
    }

    /// <summary>A line that fits and cannot do anything to a terminal.</summary>
    public static void Line(this StringBuilder text, string line) => text.Append(StatusText.Safe(line, LongestLine)).Append('\n');

    // Whole: the remedy stands at its end.
    private static void AddVerdict(StringBuilder text, StatusVerdict verdict)
    {
        text.Append(StatusText.Safe(verdict.Text, 400)).Append('\n');
        foreach (var reason in verdict.Reasons.Count > 1 ? verdict.Reasons.Take(20) : [])
        {
            text.Append("  - ").Append(StatusText.Safe(reason, 300)).Append('\n');
        }

        if (verdict.Reasons.Count > 20)
        {
            text.Line($"  and {verdict.Reasons.Count - 20} more");
        }
    }

    private static void AddProcesses(StringBuilder text, IReadOnlyList<StatusAnswer> answers)
    {
        var table = new StatusTable("PROCESS", "HOST", "STATE", "VERSION", ">UP", ">READ/S", ">ENRICHED/S", ">ALERTS/S", ">SETTLED/S");
        foreach (var answer in answers)
        {
            var url = StatusUrl.Shown(answer.Url);
            if (answer.Report is { } one)
            {
                table.Add([url, one.Host, State(one.State), one.Version, StatusText.Span(one.Now - one.Started), .. Rates([one])]);
            }
            else
            {
                table.Add(url, "", "not known", "", "", "", "", "", "");
            }
        }

        if (answers.Count > 1)
        {
            table.Add(["all", "", "", "", "", .. Rates([.. answers.Where(static one => one.Report is not null).Select(static one => one.Report!)])]);
        }

        table.WriteTo(text);
    }

    private static string State(string state) => state switch { "notReady" => "not ready", _ => state };

    private static string[] Rates(StatusReport[] reports) =>
    [
        Rate([.. reports.Where(static one => one.Ingestor is not null).Select(static one => one.Ingestor!.Sensors.Sum(static sensor => sensor.ReadPerSecond))]),
        Rate([.. reports.Where(static one => StageSections.Enriches(one)).Select(static one => one.Enricher!.ReadPerSecond)]),
        Rate([.. reports.Where(static one => StageSections.Enriches(one)).Select(static one => one.Enricher!.AlertsPerSecond)]),
        Rate([.. reports.Where(static one => one.Sinks.Count > 0).Select(static one => one.Sinks.Sum(static sink => sink.PerSecond))]),
    ];

    private static string Rate(double[] rates) => rates.Length > 0 ? StatusText.Rate(rates.Sum()) : "";
}
