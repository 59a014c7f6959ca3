using System.Globalization;
using Eyrie.Demo;
using Eyrie.Enricher.Noise;

namespace Eyrie.Commands;

/// <summary>Writes the noise for a person. What alerts say is escaped and cut: an attacker may have written it.</summary>
internal static class NoiseText
{
    private const int LongestRule = 44;
    private const int LongestPlace = 40;
    private const int LongestValue = 100;
    private const int MostValues = 4;

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, NoiseReport report)
    {
        output.WriteLine(Text($"{SafeText.OneLine(report.Topic)} since {report.From}: {report.Alerts:N0} alerts, {report.Excepted:N0} of them excepted; {report.Kinds:N0} kinds (rule and workload)"));
        Note(output, report.Oldest is { } oldest ? $"the topic has nothing from before {oldest}" : null);
        Note(output, report.MostMissed > 0 ? Text($"there are more kinds than are kept: the rarest were left out, and a count may be too low by {report.MostMissed:N0} at most") : null);
        Note(output, report.Unreadable > 0 ? Text($"{report.Unreadable:N0} records are no document of ours") : null);
        if (report.Noisiest.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"{"",4} {"ALERTS",10} {"SHARE",6} {"EXCEPTED",9}  {"RULE",-LongestRule}  WHERE");
        for (var i = 0; i < report.Noisiest.Count; i++)
        {
            var kind = report.Noisiest[i];
            var figures = Text($"{i + 1,4} {kind.Alerts,10:N0} {Percent(kind.Share),6} {Percent((double)kind.Excepted / kind.Alerts),9}");
            output.WriteLine($"{figures}  {SafeText.OneLine(kind.Rule, LongestRule),-LongestRule}  {SafeText.OneLine(kind.Where, LongestPlace)}");
        }

        for (var i = 0; i < report.Noisiest.Count; i++)
        {
            WriteKind(output, i + 1, report.Noisiest[i]);
        }
    }

    private static void WriteKind(TextWriter output, int number, NoisyKind kind)
    {
        output.WriteLine();
        output.WriteLine(Text($"{number}. {SafeText.OneLine(kind.Rule, LongestValue)} ({kind.Sensor}, {kind.Severity}), {SafeText.OneLine(kind.Where, LongestValue)}"));
        output.WriteLine(Text($"   {Many(kind.Pods, "pod")} on {Many(kind.Nodes, "node")}, {Many(kind.Binaries, "program")}, {Many(kind.Commands, "command line")}"));
        Values(output, "programs", kind.SomeBinaries, kind.Binaries);
        Values(output, "under", kind.Ancestors, kind.Ancestors.Count);
        Values(output, "commands", kind.SomeCommands, kind.Commands);
        Values(output, "excepted", kind.Exceptions, kind.Exceptions.Count);
        foreach (var note in kind.Notes)
        {
            Note(output, note, "   ");
        }

        Proposal(output, "Falco, in a rules file that is read after the rule's own: these alerts are never made", kind.FalcoException);
        Proposal(output, "Eyrie, below 'exceptions:' of enricher.detectionsFile: they are made and marked, and call nobody", kind.EyrieException);
    }

    private static void Values(TextWriter output, string what, IReadOnlyList<string> values, long count)
    {
        foreach (var value in values.Take(MostValues))
        {
            output.WriteLine($"   {what,-9} {SafeText.OneLine(value, LongestValue)}");
            what = "";
        }

        if (count > MostValues)
        {
            output.WriteLine(Text($"   {"",-9} and {count - MostValues:N0} more"));
        }
    }

    private static void Proposal(TextWriter output, string where, string? yaml)
    {
        if (yaml is null)
        {
            return;
        }

        output.WriteLine($"   # {where}");
        foreach (var line in yaml.TrimEnd().Split('\n'))
        {
            output.WriteLine($"   {line.TrimEnd()}");
        }
    }

    private static void Note(TextWriter output, string? text, string indent = "")
    {
        if (text is not null)
        {
            output.WriteLine($"{indent}note: {SafeText.OneLine(text)}");
        }
    }

    private static string Many(long count, string what) => Text($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static string Percent(double share) => share is > 0 and < 0.001 ? "<0.1%" : Text($"{share * 100:0.0}%");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
