using Eyrie.Platform.Status;

namespace Eyrie.Commands.Status;

/// <summary>How all processes together are.</summary>
internal enum StatusState
{
    /// <summary>All do their work.</summary>
    Works,

    /// <summary>All do their work, but a person should know something.</summary>
    Degraded,

    /// <summary>One cannot do its work.</summary>
    Fails,

    /// <summary>One could not be asked.</summary>
    Unknown,
}

/// <summary>The answer to: is it working?</summary>
/// <param name="State">In a word.</param>
/// <param name="Text">In a sentence.</param>
/// <param name="Reasons">All reasons that it is not simply yes.</param>
internal sealed record StatusVerdict(StatusState State, string Text, IReadOnlyList<string> Reasons)
{
    private const string Ready = "ready";

    /// <summary>0 it works, 1 it does not, 3 it is not known. Degraded is 0, strictly 1. (2 is a command line that is wrong.)</summary>
    public int ExitCode(bool strict) => State switch
    {
        StatusState.Works => 0,
        StatusState.Degraded => strict ? 1 : 0,
        StatusState.Fails => 1,
        _ => 3,
    };

    /// <summary>Judges.</summary>
    public static StatusVerdict Of(IReadOnlyList<StatusAnswer> answers)
    {
        var several = answers.Count > 1;
        string Whose(StatusAnswer answer) => several ? $"{(answer.Report is { } report ? report.Host : StatusUrl.Shown(answer.Url))}: " : "";
        var unknown = answers.Where(static one => one.Report is null)
            .Select(one => $"{StatusUrl.Shown(one.Url)}: {one.Problem}").ToArray();
        var parts = answers.Where(static one => one.Report is not null)
            .SelectMany(one => one.Report!.Parts.Select(part => (Whose: Whose(one), Part: part)))
            .Where(static one => one.Part.State != Ready).ToArray();
        string[] failing = [.. parts.Where(static one => one.Part.State != "degraded").Select(static one => Say(one.Whose, one.Part))];
        string[] degraded = [.. parts.Where(static one => one.Part.State == "degraded").Select(static one => Say(one.Whose, one.Part))];
        string[] all = [.. unknown, .. failing, .. degraded];
        return (unknown.Length, failing.Length, degraded.Length) switch
        {
            ( > 0, _, _) => new(StatusState.Unknown, $"Not known{(several ? $", {unknown.Length} of {answers.Count} processes cannot be asked" : "")}: {all[0]}", all),
            (_, > 0, _) => new(StatusState.Fails, $"It does not work: {First(all)}", all),
            (_, _, > 0) => new(StatusState.Degraded, $"It works, but {First(all)}", all),
            _ when answers.Any(static one => one.Report!.State != Ready) => new(StatusState.Fails, "It does not work, and does not say why", all),
            _ => new(StatusState.Works, $"It works: {Work([.. answers.Select(static one => one.Report!)])}", all),
        };
    }

    private static string Say(string whose, PartStatus part) => $"{whose}{part.Name}{(part.Reason.Length > 0 ? $": {part.Reason}" : "")}";

    private static string First(string[] reasons) => reasons.Length > 1 ? $"{reasons[0]} (and {reasons.Length - 1} more below)" : reasons[0];

    private static string Work(StatusReport[] reports)
    {
        var sensors = reports.SelectMany(static one => one.Ingestor?.Sensors ?? []).ToArray();
        var sinks = reports.SelectMany(static one => one.Sinks).Select(static one => one.Name).Distinct().Count();
        string[] work =
        [
            .. sensors.Length > 0 ? [$"{StatusText.Count(sensors.Length, "sensor")} with {StatusText.Rate(sensors.Sum(static one => one.ReadPerSecond))} events/s"] : (string[])[],
            .. reports.Any(static one => one.Enricher is not null) ? [$"{StatusText.Rate(reports.Sum(static one => one.Enricher?.AlertsPerSecond ?? 0))} alerts/s"] : (string[])[],
            .. sinks > 0 ? [$"{StatusText.Count(sinks, "sink")} deliver{(sinks == 1 ? "s" : "")}"] : (string[])[],
        ];
        return work.Length > 0 ? string.Join(", ", work) : "all parts are ready";
    }
}
