using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>What a version refuses in the body of a template: unknown keys, types, parameters, settings.</summary>
internal sealed class TemplateCheck(StandInVersion version)
{
    private static readonly string[] RootKeys = ["dynamic", "date_detection", "numeric_detection", "dynamic_templates", "properties", "_meta", "_source"];

    private static readonly string[] AnyType = ["type", "fields", "doc_values", "index", "store", "meta"];

    private static readonly Dictionary<string, string[]> Parameters = new(StringComparer.Ordinal)
    {
        ["keyword"] = ["ignore_above", "null_value", "normalizer", "eager_global_ordinals"],
        ["wildcard"] = ["ignore_above", "null_value"],
        ["constant_keyword"] = ["value"],
        ["flattened"] = ["depth_limit", "ignore_above", "null_value", "split_queries_on_whitespace", "eager_global_ordinals"],
        ["text"] = ["analyzer", "norms"],
        ["match_only_text"] = [],
        ["boolean"] = ["null_value"],
        ["object"] = ["dynamic", "enabled", "properties"],
    };

    /// <summary>Why a component template is refused; null when it is taken.</summary>
    public ManagementAnswer? OfComponent(JsonObject body)
    {
        string[] keys = ["template", "version", "_meta", .. version.From(8, 12) ? ["deprecated"] : Array.Empty<string>()];
        return Unknown("component_template", body, keys)
            ?? (body["template"] is JsonObject template ? OfTemplate(template) : ManagementAnswer.Refuse("Required [template]"));
    }

    /// <summary>Why an index template is refused; null when it is taken.</summary>
    public ManagementAnswer? OfIndexTemplate(JsonObject body)
    {
        string[] keys =
        [
            "index_patterns", "composed_of", "template", "priority", "version", "_meta", "data_stream",
            .. version.From(7, 11) ? ["allow_auto_create"] : Array.Empty<string>(),
            .. version.KnowsOptionalComponents ? ["ignore_missing_component_templates"] : Array.Empty<string>(),
            .. version.From(8, 12) ? ["deprecated"] : Array.Empty<string>(),
        ];
        return Unknown("index_template", body, keys)
            ?? (body["index_patterns"] is not JsonArray { Count: > 0 } ? ManagementAnswer.Refuse("Required [index_patterns]") : (ManagementAnswer?)null)
            ?? (body["template"] is JsonObject template ? OfTemplate(template) : null);
    }

    /// <summary>Why templates that were put together are refused.</summary>
    public string? OfWhole(JsonObject template)
    {
        if (TimestampProblem(template) is { } problem)
        {
            return problem;
        }

        var limit = int.Parse(template["settings"]?["index.mapping.total_fields.limit"]?.ToString() ?? "1000", System.Globalization.CultureInfo.InvariantCulture);
        return template["mappings"]?["properties"] is JsonObject fields && Count(fields) is var count && count > limit
            ? $"Limit of total fields [{limit}] has been exceeded"
            : null;
    }

    // Elasticsearch's issues 71755 and 96051: what a data stream's time may say about malformed values changed twice.
    private string? TimestampProblem(JsonObject template)
    {
        var own = template["mappings"]?["properties"]?["@timestamp"]?["ignore_malformed"]?.ToString();
        var ofIndex = template["settings"]?["index.mapping.ignore_malformed"]?.ToString() is "true" && !version.From(8, 11);
        return own is "true" || (own is null && ofIndex) ? "data stream timestamp field [@timestamp] has disallowed [ignore_malformed] attribute specified"
            : (own is not null || ofIndex) && !version.From(7, 13) ? "data stream timestamp field [@timestamp] has disallowed attributes: [ignore_malformed]"
            : null;
    }

    private ManagementAnswer? OfTemplate(JsonObject template)
    {
        if (Unknown("template", template, version.TemplateKeys) is { } unknown)
        {
            return unknown;
        }

        foreach (var (setting, value) in SettingsOf(template))
        {
            if (version.ProblemOf(setting, value) is { } problem)
            {
                return ManagementAnswer.Refuse(problem);
            }
        }

        return template["mappings"] is JsonObject mappings
            ? Unknown("_doc", mappings, RootKeys) ?? Fields(mappings["properties"] as JsonObject ?? [])
            : null;
    }

    private ManagementAnswer? Fields(JsonObject fields)
    {
        foreach (var (name, value) in fields)
        {
            var field = value as JsonObject ?? [];
            var type = field["type"]?.ToString() ?? "object";
            if (!version.KnowsType(type))
            {
                return ManagementAnswer.Refuse($"No handler for type [{type}] declared on field [{name}]", "mapper_parsing_exception");
            }

            string[] known = [.. AnyType, .. Parameters.GetValueOrDefault(type, ["ignore_malformed", "null_value", "format", "coerce"])];
            if (field.Select(parameter => parameter.Key).Except(known).FirstOrDefault() is { } odd)
            {
                return ManagementAnswer.Refuse($"unknown parameter [{odd}] on mapper [{name}] of type [{type}]", "mapper_parsing_exception");
            }

            if ((Below(field, "properties") ?? Below(field, "fields")) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private ManagementAnswer? Below(JsonObject field, string key) => field[key] is JsonObject below ? Fields(below) : null;

    private static IEnumerable<(string Setting, string Value)> SettingsOf(JsonObject template) =>
        template["settings"] is JsonObject settings ? FlatSettings.Of(settings).Select(pair => (pair.Key, pair.Value!.ToString())) : [];

    private static ManagementAnswer? Unknown(string what, JsonObject body, IEnumerable<string> known) =>
        body.Select(pair => pair.Key).Except(known).FirstOrDefault() is { } odd
            ? ManagementAnswer.Refuse($"[{what}] unknown field [{odd}]", "x_content_parse_exception")
            : null;

    private static int Count(JsonObject fields) => fields.Sum(field =>
        1 + (field.Value?["fields"] is JsonObject also ? also.Count : 0) + (field.Value?["properties"] is JsonObject below ? Count(below) : 0));
}
