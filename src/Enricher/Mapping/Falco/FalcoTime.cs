using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads an alert's time in every form it was seen in.</summary>
internal static class FalcoTime
{
    /// <summary>The time; null when the text is none.</summary>
    public static EventTime? Read(string text)
    {
        if (EventTime.TryParse(text, out var time))
        {
            return time;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return FromEpoch(number);
        }

        // '...Z+2' comes from a formatter that adds a zone to a time that has one.
        var z = text.IndexOf('Z', StringComparison.Ordinal);
        return z > 0 && EventTime.TryParse(text.AsSpan(0, z + 1), out time) ? time : null;
    }

    // Nobody names the unit: 2001 to 2262 tells seconds, milli-, micro- and nanoseconds apart.
    private static EventTime? FromEpoch(long number) => number switch
    {
        >= 1_000_000_000_000_000_000 => new(number),
        >= 1_000_000_000_000_000 => new(number * 1_000),
        >= 1_000_000_000_000 => new(number * 1_000_000),
        >= 1_000_000_000 and < 9_000_000_000 => new(number * 1_000_000_000),
        _ => null,
    };
}
