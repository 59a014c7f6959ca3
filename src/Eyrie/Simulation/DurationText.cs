using System.Globalization;

namespace Eyrie.Simulation;

/// <summary>Reads times as people type them.</summary>
internal static class DurationText
{
    /// <summary>Reads <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c> or <c>00:00:30</c>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var digits = text.TrimEnd('m', 's', 'h');
        double? unit = text[digits.Length..] switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => null,
        };
        if (unit is { } milliseconds
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * milliseconds < TimeSpan.MaxValue.TotalMilliseconds)
        {
            duration = TimeSpan.FromMilliseconds(number * milliseconds);
            return true;
        }

        duration = TimeSpan.Zero;
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
    }
}
