using System.Text.Json;

namespace Eyrie.Dashboards.Tests;

/// <summary>The names under which Kibana looks for what an object refers to; found in its content, as Kibana finds them.</summary>
internal static class ExpectedReferences
{
    public static IEnumerable<string> Of(KibanaObject one) => one.Type switch
    {
        "search" or "visualization" => one.Search.TryGetProperty("indexRefName", out var name) ? [name.GetString()!] : [],
        "lens" =>
        [
            "indexpattern-datasource-current-indexpattern",
            .. LensLayers.Of(one).Select(layer => $"indexpattern-datasource-layer-{layer.Name}"),
        ],
        "dashboard" =>
        [
            .. one.Panels.SelectMany(OfPanel),
            .. one.Controls.Select(control => $"controlGroup_{control.Value.GetProperty("explicitInput").GetProperty("id").GetString()}:optionsListDataView"),
        ],
        _ => [],
    };

    private static IEnumerable<string> OfPanel(JsonElement panel)
    {
        var index = panel.GetProperty("panelIndex").GetString();
        yield return $"{index}:{panel.GetProperty("panelRefName").GetString()}";
        foreach (var drillDown in DrillDowns.Of(panel))
        {
            yield return $"{index}:drilldown:{drillDown.GetProperty("action").GetProperty("factoryId").GetString()}:{drillDown.GetProperty("eventId").GetString()}:dashboardId";
        }
    }
}

/// <summary>What a click on a value of a panel can lead to.</summary>
internal static class DrillDowns
{
    public static IEnumerable<JsonElement> Of(JsonElement panel) =>
        panel.GetProperty("embeddableConfig").TryGetProperty("enhancements", out var enhancements)
            && enhancements.TryGetProperty("dynamicActions", out var actions)
            ? actions.GetProperty("events").EnumerateArray()
            : [];
}

/// <summary>The layers of a Lens visualization.</summary>
internal static class LensLayers
{
    public static IEnumerable<JsonProperty> Of(KibanaObject lens) =>
        lens.Attributes.GetProperty("state").GetProperty("datasourceStates").GetProperty("indexpattern").GetProperty("layers").EnumerateObject();
}
