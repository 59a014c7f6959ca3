using System.Text.Json;
using Eyrie.Contracts.Fields;

namespace Eyrie.Dashboards.Tests;

/// <summary>What makes a panel that is valid show too little: rows that are left out, texts that do not fit, colours that nobody explains.</summary>
public sealed class LookTests
{
    /// <summary>
    /// Documents are put together by the first column, then by the second, and so on. One without a value for a later column would be in
    /// no row, as if it had not happened: Kibana has a row for those, if told to (and if it has one for all others, too).
    /// </summary>
    [Fact]
    public void No_row_of_a_table_is_lost_because_a_later_column_is_not_known()
    {
        var later = KibanaFile.Committed.Of("lens").Where(lens => Kind(lens) is "lnsDatatable").SelectMany(lens => Terms(lens).Skip(1).Select(column => (lens, column))).ToList();

        Assert.True(later.Count > 20, "columns were not found");
        Assert.All(later, one =>
        {
            var field = DocumentFields.Find(one.column.GetProperty("sourceField").GetString()!)!;
            var parameters = one.column.GetProperty("params");
            var isKept = parameters.GetProperty("missingBucket").GetBoolean() && parameters.GetProperty("otherBucket").GetBoolean();
            Assert.True(isKept || field.Presence is FieldPresence.Always || field.Type is not (FieldType.Keyword or FieldType.Wildcard), $"{one.lens}: {field.Name}");
        });
    }

    /// <summary>Bars, series and axes show their top values only; "Other" would be the longest of them.</summary>
    [Fact]
    public void Only_tables_have_a_row_for_the_rest()
    {
        Assert.All(KibanaFile.Committed.Of("lens").Where(lens => Kind(lens) is not "lnsDatatable").SelectMany(Terms), column =>
            Assert.False(column.GetProperty("params").GetProperty("otherBucket").GetBoolean()));
        Assert.All(KibanaFile.Committed.Of("lens").Where(lens => Kind(lens) is "lnsDatatable"), lens =>
            Assert.False(Terms(lens).First().GetProperty("params").GetProperty("otherBucket").GetBoolean(), $"{lens}"));
    }

    /// <summary>Kibana makes what is too wide smaller, each number by itself: a row of them would have as many sizes.</summary>
    [Fact]
    public void Numbers_are_all_of_one_size_and_their_labels_fit()
    {
        Assert.All(KibanaFile.Committed.Of("lens").Where(lens => Kind(lens) is "lnsMetric"), lens =>
        {
            Assert.Equal("m", Visualization(lens).GetProperty("size").GetString());
            Assert.InRange(LensLayers.Of(lens).Single().Value.GetProperty("columns").GetProperty("show1").GetProperty("label").GetString()!.Length, 4, 26);
        });
    }

    [Fact]
    public void Colours_without_a_legend_are_explained_on_the_same_dashboard()
    {
        Assert.All(KibanaFile.Committed.Of("dashboard"), dashboard =>
        {
            var charts = dashboard.References.Where(reference => reference.Type is "lens").Select(reference => KibanaFile.Committed.One("lens", reference.Id))
                .Where(lens => Kind(lens) is "lnsXY" && Series(lens).Count > 1)
                .ToList();
            var explained = charts.Where(HasLegend).SelectMany(Series).ToHashSet();

            Assert.All(charts.Where(lens => !HasLegend(lens)), lens => Assert.Subset(explained, Series(lens)));
        });
    }

    [Fact]
    public void A_chart_that_is_split_by_a_field_has_a_legend() =>
        Assert.All(
            KibanaFile.Committed.Of("lens").Where(lens => Kind(lens) is "lnsXY" && Visualization(lens).GetProperty("layers")[0].TryGetProperty("splitAccessor", out _)),
            lens => Assert.True(HasLegend(lens), $"{lens}"));

    private static bool HasLegend(KibanaObject lens) => Visualization(lens).GetProperty("legend").GetProperty("isVisible").GetBoolean();

    private static HashSet<(string Label, string Color)> Series(KibanaObject lens)
    {
        var columns = LensLayers.Of(lens).Single().Value.GetProperty("columns");
        return !Visualization(lens).GetProperty("layers")[0].TryGetProperty("yConfig", out var colors)
            ? []
            : [.. colors.EnumerateArray().Select(one => (columns.GetProperty(one.GetProperty("forAccessor").GetString()!).GetProperty("label").GetString()!, one.GetProperty("color").GetString()!))];
    }

    private static IEnumerable<JsonElement> Terms(KibanaObject lens)
    {
        var layer = LensLayers.Of(lens).Single().Value;
        return layer.GetProperty("columnOrder").EnumerateArray().Select(id => layer.GetProperty("columns").GetProperty(id.GetString()!))
            .Where(column => column.GetProperty("operationType").GetString() is "terms");
    }

    private static JsonElement Visualization(KibanaObject lens) => lens.Attributes.GetProperty("state").GetProperty("visualization");

    private static string Kind(KibanaObject lens) => lens.Attributes.GetProperty("visualizationType").GetString()!;
}
