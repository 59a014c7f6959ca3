using System.Globalization;
using Eyrie.Demo;
using Eyrie.Enricher.Explain;

namespace Eyrie.Commands;

/// <summary>Writes an explanation for a person. What events say is escaped and cut: an attacker may have written it.</summary>
internal static class ExplanationText
{
    private const int LongestName = 38;
    private const int LongestValue = 60;
    private const int LongestLine = 400;
    private const int LongestProgram = 24;
    private const int MostCandidates = 20;

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, Explanation explanation)
    {
        WriteHead(output, explanation);
        WriteJoin(output, explanation.Join);
        WriteProcesses(output, explanation.Processes);
        WriteDifferences(output, explanation.Differences);
        WriteFields(output, explanation.Fields);
    }

    private static void WriteHead(TextWriter output, Explanation explanation)
    {
        output.WriteLine($"Alert {Line(explanation.Id)}: {Line(explanation.Rule) ?? "no rule"}");
        Detail(output, "decided", explanation.DecidedBy is { } source
            ? Line($"by the detection at {source}{(explanation.Policy is { } policy ? $", on an event of the policy {policy}" : "")}")
            : null);
        Detail(output, "marked", explanation.Suppressed is { } exception ? Line(Words(exception)) : null);
        Detail(output, "time", Line(explanation.Time));
        Detail(output, "node", Line(explanation.Node));
        Detail(output, "tree", Line(explanation.Tree));
        Detail(output, "event", explanation.Event is { } told ? Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{told.Format}, {told.Bytes:N0} bytes, received {told.Received}; {told.Topic} partition {told.Partition} offset {told.Offset}")) : null);
        foreach (var note in explanation.Notes)
        {
            Detail(output, "note", Line(note));
        }
    }

    private static string Words(ExplainedSuppression exception) =>
        $"as excepted, nobody is called: {exception.Owner} wrote '{exception.Reason}' at {exception.Source ?? "a place that is not told"}{(exception.Expires is { } day ? $", until {day}" : ", for good")}";

    private static void WriteJoin(TextWriter output, ExplainedJoin join)
    {
        output.WriteLine();
        output.WriteLine(join.Method is null ? "Join" : $"Join: {Line(join.Method)}{(join.Confidence is { } confidence ? $", {Line(confidence)}" : "")}");
        Detail(output, "means", Line(join.Meaning));
        Detail(output, "reason", Line(join.Reason));
        Detail(output, "waited", join.WaitedMilliseconds is not { } waited ? null : waited <= 0
            ? "not at all: what was needed was known"
            : string.Create(CultureInfo.InvariantCulture, $"{waited:N3} ms of event time, until {(join.ReleasedBy is { } by ? Line(by) : "the join window was over")}"));
        if (join.Candidates is { } candidates)
        {
            Detail(output, "weighed", candidates.Count == 0 ? "no process of Tetragon's" : $"{candidates.Count} of Tetragon's processes{(candidates.Count > MostCandidates ? $", the first {MostCandidates}" : "")}:");
            foreach (var candidate in candidates.Take(MostCandidates))
            {
                WriteCandidate(output, candidate);
            }
        }

        foreach (var advice in join.Advice)
        {
            Detail(output, "surer if", Line(advice));
        }
    }

    private static void WriteCandidate(TextWriter output, ExplainedCandidate candidate)
    {
        var mark = candidate.Chosen ? '*' : ' ';
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"          {mark} {candidate.Pid,-8} {Line(candidate.CommandLine ?? candidate.Executable) ?? "(nothing said of it)"}"));
        output.WriteLine($"            {(candidate.Chosen ? "taken" : "not taken")}: {Line(candidate.Verdict)} ({candidate.Fit})");
        output.WriteLine($"            from {candidate.Start ?? "an unknown time"} to {candidate.End ?? "no known end"}");
        output.WriteLine($"            exec_id {Line(candidate.ExecId)}{(candidate.ToldBy is { } told ? $", {Line(told)}" : "")}");
    }

    private static void WriteProcesses(TextWriter output, IReadOnlyList<ExplainedProcess>? processes)
    {
        if (processes is not { Count: > 0 })
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Processes, the acting one first");
        foreach (var process in processes)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {process.Pid,-8} {SafeText.OneLine(process.Name ?? "?", LongestProgram),-LongestProgram}  "
                + $"{(process.ExecId is null ? "told by Falco alone" : $"{Line(process.ExecId)}, {Line(process.ToldBy) ?? "told before what was read again"}")}"));
        }
    }

    private static void WriteDifferences(TextWriter output, IReadOnlyList<ExplainedDifference>? differences)
    {
        if (differences is null)
        {
            return;
        }

        output.WriteLine();
        if (differences.Count == 0)
        {
            output.WriteLine("Enriched again today it is the same in every field.");
            return;
        }

        output.WriteLine("Enriched again today it differs (other rules, other pods, other memory; incidents from before the warm-up count anew):");
        foreach (var difference in differences)
        {
            output.WriteLine($"  {SafeText.OneLine(difference.Name, LongestName)}");
            output.WriteLine($"    alert  {Value(difference.Alert)}");
            output.WriteLine($"    today  {Value(difference.Today)}");
        }
    }

    private static void WriteFields(TextWriter output, IReadOnlyList<ExplainedField> fields)
    {
        var shown = fields.Where(field => !IsRaw(field.Name)).ToArray();
        var width = Math.Min(LongestName, shown.Select(field => field.Name.Length).DefaultIfEmpty().Max());
        output.WriteLine();
        output.WriteLine($"{"FIELD".PadRight(width)}  {"VALUE",-LongestValue}  FROM");
        foreach (var field in shown)
        {
            output.WriteLine(
                $"{SafeText.OneLine(field.Name, LongestName).PadRight(width)}  {SafeText.OneLine(field.Value, LongestValue),-LongestValue}  "
                + $"{field.Origin.ToString().ToLowerInvariant()}: {Line(field.From)}");
        }

        if (fields.Count > shown.Length)
        {
            output.WriteLine($"and {fields.Count - shown.Length} fields more: what the sensor said in its own names, and each ancestor's own (--json shows them)");
        }
    }

    private static bool IsRaw(string name) =>
        name.StartsWith("falco.output_fields.", StringComparison.Ordinal) || name.StartsWith("tetragon.", StringComparison.Ordinal)
        || name.StartsWith("eyrie.process.ancestors[", StringComparison.Ordinal);

    private static string Value(string? value) => value is null ? "(not there)" : Line(value)!;

    private static string? Line(string? text) => text is null ? null : SafeText.OneLine(text, LongestLine);

    private static void Detail(TextWriter output, string what, string? text)
    {
        if (text is not null)
        {
            output.WriteLine($"  {what,-8}{text}");
        }
    }
}
