using System.Globalization;
using Eyrie.Demo;

namespace Eyrie.Commands.Status;

/// <summary>Figures as the screen shows them, short and with their unit; text of others, made harmless.</summary>
internal static class StatusText
{
    private const long Kibi = 1024;

    /// <summary>12,345</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1 sensor, 2 sensors</summary>
    public static string Count(long number, string thing) => $"{Number(number)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>0, 0.03, 1.5, 1,250</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        0 => "0",
        < 0.95 => perSecond.ToString("0.##", CultureInfo.InvariantCulture),
        < 9.95 => perSecond.ToString("0.#", CultureInfo.InvariantCulture),
        _ => perSecond.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>340 ms, 4.2 s, 12 min, 3 h, 2 d</summary>
    public static string Span(TimeSpan span) => span.Duration() switch
    {
        { TotalSeconds: < 0.0005 } => "0 s",
        { TotalSeconds: < 1 } => In(span.TotalMilliseconds, "0", "ms"),
        { TotalSeconds: < 10 } => In(span.TotalSeconds, "0.#", "s"),
        { TotalSeconds: < 120 } => In(span.TotalSeconds, "0", "s"),
        { TotalMinutes: < 120 } => In(span.TotalMinutes, "0", "min"),
        { TotalHours: < 48 } => In(span.TotalHours, "0", "h"),
        _ => In(span.TotalDays, "N0", "d"),
    };

    /// <summary>The same; a dash for what is not known.</summary>
    public static string Seconds(double? seconds) => seconds switch
    {
        null => "-",
        > 1e10 or < -1e10 or double.NaN => "?",
        { } known => Span(TimeSpan.FromSeconds(known)),
    };

    /// <summary>0 B, 3.4 MiB, 1 GiB</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < Kibi => In(bytes, "0", "B"),
        < Kibi * Kibi => In((double)bytes / Kibi, "0.#", "KiB"),
        < Kibi * Kibi * Kibi => In((double)bytes / (Kibi * Kibi), "0.#", "MiB"),
        _ => In((double)bytes / (Kibi * Kibi * Kibi), "0.#", "GiB"),
    };

    /// <summary>spool_full 3, too_large 1; of many the largest.</summary>
    public static string Parts(IReadOnlyDictionary<string, long> counts) => string.Join(
        ", ", counts.OrderByDescending(static one => one.Value).Take(6).Select(static one => $"{Safe(one.Key, 30)} {Number(one.Value)}"));

    /// <summary>What others wrote.</summary>
    public static string Safe(string? text, int longest) => SafeText.OneLine(text, longest);

    private static string In(double value, string format, string unit) => $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}";
}
