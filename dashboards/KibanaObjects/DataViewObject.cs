using System.Text.Json.Nodes;
using Eyrie.Contracts.Fields;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>A data view: what Kibana calls <c>index-pattern</c>.</summary>
internal static class DataViewObject
{
    public static SavedObject Of(DataViewSource view, DataViewsSource source)
    {
        var (formats, fields) = (new JsonObject(), new JsonObject());
        foreach (var (field, format) in source.Formats)
        {
            formats[Field(field)] = Format(field, format);
        }

        foreach (var (field, label) in source.Labels)
        {
            fields[Field(field)] = new JsonObject { ["customLabel"] = label };
        }

        return new("index-pattern", view.Id, new()
        {
            ["title"] = view.Title,
            ["name"] = view.Name,
            ["timeFieldName"] = "@timestamp",
            ["allowNoIndex"] = true, // before the first document there is no index: that is no error
            ["fields"] = "[]",
            ["fieldAttrs"] = SavedObject.Text(fields),
            ["fieldFormatMap"] = SavedObject.Text(formats),
            ["sourceFilters"] = "[]",
            ["runtimeFieldMap"] = "{}",
            ["typeMeta"] = "{}",
        });
    }

    private static string Field(string name) =>
        DocumentFields.Find(name) is null ? throw new SourceException($"data-views.yaml: documents have no field {name}") : name;

    private static JsonObject Format(string field, FormatSource format) => format switch
    {
        { Link: { } to, Where: { } where } => Url($"../app/dashboards#/view/{to}?{DashboardQuery(field, where)}"),
        { Url: { } url } => Url(url),
        { Words: { } words } => Of("static_lookup", new()
        {
            ["lookupEntries"] = new JsonArray([.. words.Select(word => new JsonObject { ["key"] = word.Key, ["value"] = word.Value })]),
        }),
        { Badges: { } badges } => Of("color", new()
        {
            ["fieldType"] = badges.Exists(badge => badge.Range is not null) ? "number" : "string",
            ["colors"] = new JsonArray([.. badges.Select(badge => new JsonObject
            {
                ["regex"] = badge.When ?? "<insert regex>",
                ["range"] = badge.Range ?? "-Infinity:Infinity",
                ["text"] = Palettes.TextOn(Palettes.Color(badge.Color)),
                ["background"] = Palettes.Color(badge.Color),
            })]),
        }),
        { Number: { } pattern } => Of("number", new() { ["pattern"] = pattern }),
        { Duration: { } unit } => Of("duration", new() { ["inputFormat"] = unit, ["outputFormat"] = "humanizePrecise", ["outputPrecision"] = 1, ["useShortSuffix"] = true }),
        { Bytes: true } => Of("bytes", []),
        _ => throw new SourceException($"data-views.yaml: the format of {field} says nothing"),
    };

    // The way up from /app that works with and without a space, and with a base path: Kibana puts its own before it.
    private static JsonObject Url(string template) => Of("url", new()
    {
        ["type"] = "a",
        ["urlTemplate"] = template,
        ["labelTemplate"] = "{{value}}",
        ["openLinkInCurrentTab"] = false,
    });

    // State in the address is Rison: a quote or an exclamation mark of ours would end its text.
    private static string DashboardQuery(string field, string where)
    {
        if (where.AsSpan().ContainsAny('\'', '!'))
        {
            throw new SourceException($"data-views.yaml: the query of {field} must not have ' or !");
        }

        var query = string.Join("{{value}}", where.Split("{value}").Select(Uri.EscapeDataString));
        return $"_g=(filters:!(),time:(from:now-7d,to:now))&_a=(query:(language:kuery,query:'{query}'))";
    }

    private static JsonObject Of(string id, JsonObject parameters) => new() { ["id"] = id, ["params"] = parameters };
}
