using Eyrie.Demo.StandIns.Documents;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>Which version of Elasticsearch a stand-in is, and what that one knows.</summary>
/// <param name="Number">For instance 8.17.0.</param>
/// <param name="Flavor"><c>default</c>, <c>oss</c> or <c>serverless</c>.</param>
/// <param name="License">Its licence.</param>
/// <param name="HasSecurity">Users and API keys are asked for.</param>
internal sealed record StandInVersion(Version Number, string Flavor = "default", string License = "basic", bool HasSecurity = true)
{
    private static readonly HashSet<string> OldTypes =
    [
        "object", "nested", "keyword", "constant_keyword", "wildcard", "text", "long", "integer", "float", "double", "boolean", "ip", "date", "date_nanos", "flattened",
    ];

    /// <summary>Version of the demo's.</summary>
    public static StandInVersion Newest { get; } = new(new Version(9, 1, 0));

    /// <summary>It says that it is OpenSearch.</summary>
    public bool IsOpenSearch { get; init; }

    /// <summary>Data streams have a lifecycle of their own.</summary>
    public bool HasStreamLifecycle => From(8, 11);

    /// <summary>What a mapping refuses can be stored elsewhere.</summary>
    public bool HasFailureStore => From(9, 1) || (From(8, 19) && Number.Major is 8);

    /// <summary>Templates can say that some components need not exist.</summary>
    public bool KnowsOptionalComponents => From(8, 7);

    /// <summary>A template may be deleted when another one takes its data streams.</summary>
    public bool DeletesSharedTemplates => From(7, 13);

    /// <summary>How it reads documents.</summary>
    public MappingRules Rules => new(ExpandsDots: From(8, 1), ExpandsFlatKeys: From(8, 1) && !From(8, 6), ForgivesBooleans: From(8, 8));

    /// <summary>From this version on.</summary>
    public bool From(int major, int minor) => Flavor is "serverless" || Number >= new Version(major, minor);

    /// <summary>There is such a field type.</summary>
    public bool KnowsType(string type) => OldTypes.Contains(type) || (type is "match_only_text" && From(7, 14));

    /// <summary>Keys of the <c>template</c> in templates.</summary>
    public IEnumerable<string> TemplateKeys =>
    [
        "settings", "mappings", "aliases",
        .. HasStreamLifecycle ? ["lifecycle"] : Array.Empty<string>(),
        .. HasFailureStore ? ["data_stream_options"] : Array.Empty<string>(),
    ];

    /// <summary>Why a setting cannot be; null when it can.</summary>
    public string? ProblemOf(string setting, string value) => setting switch
    {
        "index.mode" when From(8, 17) => value is "logsdb" or "standard" or "time_series" ? null : $"[{value}] is an invalid index mode",
        "index.mode" when From(8, 0) => value is "standard" or "time_series" ? null : $"[{value}] is an invalid index mode",
        "index.codec" => value is "default" or "best_compression" ? null : $"unknown value for [index.codec] must be one of [default, best_compression] but was: {value}",
        "index.lifecycle.name" when Flavor is not "serverless" => null,
        "index.mapping.total_fields.limit" => int.TryParse(value, out _) ? null : $"Failed to parse value [{value}] for setting [{setting}]",
        "index.mapping.ignore_malformed" => value is "true" or "false" ? null : $"Failed to parse value [{value}] as only [true] or [false] are allowed.",
        "index.refresh_interval" or "index.number_of_shards" or "index.number_of_replicas" when Flavor is not "serverless" => null,
        _ => $"unknown setting [{setting}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings",
    };
}
