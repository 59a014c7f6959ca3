using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>The few colours of all dashboards: the same severity looks the same everywhere.</summary>
internal static class Palettes
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["critical"] = "#BD271E",
        ["error"] = "#E7664C",
        ["warning"] = "#D6A12B",
        ["notice"] = "#6092C0",
        ["quiet"] = "#98A2B3",
        ["good"] = "#209280",
        ["violet"] = "#9170B8",
    };

    private const string White = "#FFFFFF";
    private const string Dark = "#1A1C21";

    // A band begins at its number. All of them colour whole numbers.
    private static readonly Dictionary<string, (double From, string Color)[]> ByValue = new(StringComparer.Ordinal)
    {
        ["risk"] = [(0, "quiet"), (40, "notice"), (60, "warning"), (80, "critical")],
        ["severity"] = [(0, "quiet"), (2, "notice"), (3, "warning"), (4, "error"), (5, "critical")],
        ["bad"] = [(0, "good"), (1, "critical")],
        ["attention"] = [(0, "good"), (1, "warning")],

        // For columns: no colour for none.
        ["alarm"] = [(1, "critical")],
        ["notable"] = [(1, "warning")],
        ["blocked"] = [(0, "quiet"), (1, "good")],
        ["plain"] = [(0, "notice"), (1, "notice")],
    };

    /// <summary>A colour by name.</summary>
    /// <exception cref="SourceException">There is none of that name.</exception>
    public static string Color(string name) =>
        Known.TryGetValue(name, out var color) ? color : throw new SourceException($"the colour '{name}' is none of {string.Join(", ", Known.Keys)}");

    /// <summary>The colour of a text that can be read on a colour: white or nearly black, whichever differs more.</summary>
    public static string TextOn(string background) => Contrast(background, White) >= Contrast(background, Dark) ? White : Dark;

    /// <summary>Colours by value, as Lens keeps them.</summary>
    /// <exception cref="SourceException">There are none of that name.</exception>
    public static JsonObject Lens(string name)
    {
        if (!ByValue.TryGetValue(name, out var bands))
        {
            throw new SourceException($"the palette '{name}' is none of {string.Join(", ", ByValue.Keys)}");
        }

        // A colour stop is where a band begins, a stop where it ends; the last one has no end. Of a value that is a stop, some versions
        // of Kibana say that it belongs to the band below, others to the one above: between whole numbers, all agree.
        var (begins, ends) = (new JsonArray(), new JsonArray());
        for (var i = 0; i < bands.Length; i++)
        {
            var color = Color(bands[i].Color);
            begins.Add(new JsonObject { ["color"] = color, ["stop"] = Beginning(bands[i].From) });
            ends.Add(new JsonObject { ["color"] = color, ["stop"] = i + 1 < bands.Length ? Beginning(bands[i + 1].From) : Math.Max(100, bands[i].From + 1) });
        }

        return new()
        {
            ["type"] = "palette",
            ["name"] = "custom",
            ["params"] = new JsonObject
            {
                ["name"] = "custom",
                ["reverse"] = false,
                ["rangeType"] = "number",
                ["rangeMin"] = Beginning(bands[0].From), // what is less has no colour
                ["rangeMax"] = null,
                ["progression"] = "fixed",
                ["steps"] = bands.Length,
                ["continuity"] = "above",
                ["colorStops"] = begins,
                ["stops"] = ends,
            },
        };
    }

    private static double Beginning(double number) => number == 0 ? 0 : number - 0.5;

    // As WCAG 2 measures it, from 1 to 21.
    private static double Contrast(string one, string other)
    {
        var (light, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double Luminance(string color)
    {
        var parts = Convert.FromHexString(color.AsSpan(1));
        return (0.2126 * Linear(parts[0])) + (0.7152 * Linear(parts[1])) + (0.0722 * Linear(parts[2]));
    }

    private static double Linear(byte part) => part / 255d is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
}
