using System.Globalization;
using System.Text.Json;

namespace Eyrie.Dashboards.Tests;

/// <summary>
/// What colour a number gets. Kibana compares a value with where each band ends; whether an end belongs to its band differed between its
/// versions, so both are tried.
/// </summary>
public sealed class ColorTests
{
    public static TheoryData<string, bool> Palettes => [.. Colored().Select(one => one.Where).Distinct().SelectMany(where => new[] { (where, false), (where, true) })];

    [Theory]
    [MemberData(nameof(Palettes))]
    public void A_number_has_the_colour_of_its_band_in_every_version(string where, bool endBelongsToBand)
    {
        var palette = Colored().First(one => one.Where == where).Palette;
        var begins = palette.GetProperty("colorStops").EnumerateArray().Select(Stop).ToList();
        var ends = palette.GetProperty("stops").EnumerateArray().Select(Stop).ToList();

        Assert.Equal(begins.Select(begin => begin.Color), ends.Select(end => end.Color));
        Assert.Equal(begins.Skip(1).Select(begin => begin.At), ends.SkipLast(1).Select(end => end.At));
        Assert.Equal(begins[0].At, palette.GetProperty("rangeMin").GetDouble()); // what is less has none
        Assert.Equal("above", palette.GetProperty("continuity").GetString()); // what is larger has the last colour
        Assert.All(Enumerable.Range(0, 130), value =>
            Assert.Equal(begins.LastOrDefault(begin => begin.At <= value).Color, Shown(value, begins[0].At, ends, endBelongsToBand)));
    }

    [Theory]
    [InlineData("eyrie-overview-critical", 0, "#209280")]
    [InlineData("eyrie-overview-critical", 1, "#BD271E")]
    [InlineData("eyrie-investigate-risk", 39, "#98A2B3")]
    [InlineData("eyrie-investigate-risk", 40, "#6092C0")]
    [InlineData("eyrie-investigate-risk", 80, "#BD271E")]
    [InlineData("eyrie-investigate-risk", 100, "#BD271E")]
    [InlineData("eyrie-investigate-severity", 2, "#6092C0")]
    [InlineData("eyrie-investigate-severity", 5, "#BD271E")]
    public void The_first_number_of_a_band_has_its_colour(string panel, int value, string color)
    {
        var ends = Colored().Single(one => one.Where == panel).Palette.GetProperty("stops").EnumerateArray().Select(Stop).ToList();

        Assert.Equal(color, Shown(value, least: 0, ends, endBelongsToBand: true));
        Assert.Equal(color, Shown(value, least: 0, ends, endBelongsToBand: false));
    }

    [Fact]
    public void The_text_of_a_badge_can_be_read()
    {
        var badges = KibanaFile.Committed.Of("index-pattern").SelectMany(view => view.Inner("fieldFormatMap").EnumerateObject())
            .Where(format => format.Value.GetProperty("id").GetString() is "color")
            .SelectMany(format => format.Value.GetProperty("params").GetProperty("colors").EnumerateArray())
            .ToList();

        Assert.NotEmpty(badges);
        Assert.All(badges, badge =>
        {
            var (one, other) = (Luminance(badge.GetProperty("text").GetString()!), Luminance(badge.GetProperty("background").GetString()!));
            Assert.True((Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05) >= 4.5, badge.GetRawText()); // WCAG 2, level AA
        });
    }

    private static string? Shown(int value, double least, List<(double At, string Color)> ends, bool endBelongsToBand) =>
        value < least ? null : ends.Find(end => endBelongsToBand ? value <= end.At : value < end.At).Color ?? ends[^1].Color;

    private static (double At, string Color) Stop(JsonElement stop) => (stop.GetProperty("stop").GetDouble(), stop.GetProperty("color").GetString()!);

    private static IEnumerable<(string Where, JsonElement Palette)> Colored()
    {
        foreach (var lens in KibanaFile.Committed.Of("lens"))
        {
            var visualization = lens.Attributes.GetProperty("state").GetProperty("visualization");
            if (visualization.TryGetProperty("palette", out var palette))
            {
                yield return (lens.Id, palette.GetProperty("params"));
            }

            foreach (var column in visualization.TryGetProperty("columns", out var columns) ? columns.EnumerateArray() : [])
            {
                if (column.TryGetProperty("palette", out var ofColumn))
                {
                    yield return ($"{lens.Id} {column.GetProperty("columnId").GetString()}", ofColumn.GetProperty("params"));
                }
            }
        }
    }

    private static double Luminance(string color) =>
        (0.2126 * Linear(color[1..3])) + (0.7152 * Linear(color[3..5])) + (0.0722 * Linear(color[5..7]));

    private static double Linear(string hex) =>
        int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
}
