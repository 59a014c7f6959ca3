using System.Globalization;
using System.Text.RegularExpressions;

namespace Eyrie.Platform.Configuration;

/// <summary>
/// Reads durations as people write them. Stricter than <see cref="TimeSpan.Parse(string)"/>, which takes <c>5</c> and
/// <c>24:00:00</c> for days.
/// </summary>
public static partial class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads <c>500ms</c>, <c>1.5s</c>, <c>1h30m</c>, <c>0</c>, <c>00:00:03</c>, <c>2.12:00:00</c>; false for anything else.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        return Clock().IsMatch(text)
            ? TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration)
            : TryParseUnits(text, out duration);
    }

    /// <summary>The shortest way to write it: <c>1500ms</c>, <c>3s</c>, <c>15m</c>.</summary>
    public static string Show(TimeSpan duration)
    {
        foreach (var (unit, length) in Units)
        {
            if (duration >= length && duration.Ticks % length.Ticks == 0)
            {
                return $"{duration.Ticks / length.Ticks}{unit}";
            }
        }

        return duration == TimeSpan.Zero ? "0s" : duration.ToString("c", CultureInfo.InvariantCulture);
    }

    private static bool TryParseUnits(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Parts().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var ticks = 0m;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var unit = Array.Find(Units, known => known.Unit == match.Groups["unit"].Captures[i].Value);
            ticks += decimal.Parse(match.Groups["number"].Captures[i].Value, CultureInfo.InvariantCulture) * unit.Length.Ticks;
            if (ticks > TimeSpan.MaxValue.Ticks)
            {
                return false;
            }
        }

        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    [GeneratedRegex(@"^(\d{1,7}\.)?([01]?\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,7})?$")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^((?<number>\d{1,9}(\.\d{1,9})?)(?<unit>ms|s|m|h|d))+$")]
    private static partial Regex Parts();
}
