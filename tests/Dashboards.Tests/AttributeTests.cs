using System.Text.Json;

namespace Eyrie.Dashboards.Tests;

/// <summary>
/// The mapping of Kibana's own index is strict: an attribute that its version does not know fails the import of the object. These are
/// those that 8.3 knows, by the types' definitions in its source.
/// </summary>
public sealed class AttributeTests
{
    private static readonly string[] OfDashboards =
    [
        "description", "hits", "kibanaSavedObjectMeta", "optionsJSON", "panelsJSON", "refreshInterval", "controlGroupInput", "timeFrom", "timeRestore", "timeTo", "title", "version",
    ];

    private static readonly string[] OfSearches =
    [
        "columns", "description", "viewMode", "hideChart", "hideAggregatedPreview", "hits", "kibanaSavedObjectMeta", "sort", "title", "grid", "version", "rowHeight",
    ];

    private static readonly string[] OfVisualizations = ["description", "kibanaSavedObjectMeta", "savedSearchRefName", "title", "uiStateJSON", "version", "visState"];

    private static readonly string[] OfLens = ["title", "description", "visualizationType", "state", "expression"];

    // Not strict: any is kept, these are read.
    private static readonly string[] OfDataViews =
        ["title", "name", "timeFieldName", "allowNoIndex", "fields", "fieldAttrs", "fieldFormatMap", "sourceFilters", "runtimeFieldMap", "typeMeta"];

    [Fact]
    public void Every_attribute_is_one_that_Kibana_8_3_has() => Assert.All(KibanaFile.Committed.Objects, one => Assert.Empty(Unknown(one.Attributes, Known(one.Type))));

    [Fact]
    public void What_lies_in_an_attribute_is_mapped_too()
    {
        Assert.All(KibanaFile.Committed.Of("dashboard"), one =>
        {
            Assert.Empty(Unknown(one.Attributes.GetProperty("refreshInterval"), ["display", "pause", "section", "value"]));
            Assert.Empty(Unknown(one.Attributes.GetProperty("controlGroupInput"), ["controlStyle", "chainingSystem", "panelsJSON"]));
        });
        Assert.All(KibanaFile.Committed.Objects.Where(one => one.Type is "dashboard" or "search" or "visualization"), one =>
            Assert.Empty(Unknown(one.Attributes.GetProperty("kibanaSavedObjectMeta"), ["searchSourceJSON"])));
    }

    [Fact]
    public void So_are_those_of_an_export_that_a_Kibana_of_8_3_rendered() =>
        Assert.All(new KibanaFile(string.Join('\n', Samples.Lines("kibana/renders-in-8.3.ndjson"))).Objects, one => Assert.Empty(Unknown(one.Attributes, Known(one.Type))));

    private static string[] Known(string type) => type switch
    {
        "dashboard" => OfDashboards,
        "search" => OfSearches,
        "visualization" => OfVisualizations,
        "lens" => OfLens,
        "index-pattern" => OfDataViews,
        _ => [],
    };

    private static IEnumerable<string> Unknown(JsonElement json, string[] known) =>
        json.EnumerateObject().Select(property => property.Name).Except(known, StringComparer.Ordinal);
}
