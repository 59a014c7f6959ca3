using System.Globalization;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>Moments as people write them: always with a zone, since instances are in several.</summary>
internal static class Moments
{
    public const string Allowed = "a date with time and zone: 2026-11-23T22:00:00Z, 2026-11-23T23:00+01:00";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mmzzz", "yyyy-MM-dd HH:mm:sszzz",
    ];

    public static bool TryParse(string text, out DateTimeOffset moment) => DateTimeOffset.TryParseExact(
        text.EndsWith('Z') ? $"{text[..^1]}+00:00" : text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);

    public static string Show(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
