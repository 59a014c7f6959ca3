using System.Net;
using System.Text.Json.Nodes;
using Eyrie.Platform;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>Which Elasticsearch this is, and what it therefore knows.</summary>
/// <param name="Number">Its version. Serverless always says 8.11.0.</param>
/// <param name="Flavor"><c>default</c> or <c>serverless</c>.</param>
/// <param name="License"><c>basic</c>, <c>trial</c>, <c>platinum</c>, <c>enterprise</c>, …; empty when it does not say.</param>
/// <param name="HasSecurity">Users, roles and API keys are switched on.</param>
internal sealed record Cluster(Version Number, string Flavor, string License, bool HasSecurity)
{
    /// <summary>Versions that were looked up: from this one on.</summary>
    public static readonly Version Oldest = new(7, 10);

    private const int NewestMajor = 9;

    /// <summary>Elastic's cloud without servers.</summary>
    public bool IsServerless => Flavor is "serverless";

    /// <summary>Has the field type <c>match_only_text</c>.</summary>
    public bool KnowsMatchOnlyText => From(7, 14);

    /// <summary>An index can forgive malformed values although the time of a data stream's documents may not be one.</summary>
    public bool ForgivesByIndex => From(7, 13);

    /// <summary>A rollover can look at the size of a primary shard.</summary>
    public bool KnowsPrimaryShardSize => From(7, 13);

    /// <summary>API keys can have metadata.</summary>
    public bool KnowsKeyMetadata => From(7, 13);

    /// <summary>An index template can name a component template that need not exist.</summary>
    public bool KnowsOptionalComponents => From(8, 7);

    /// <summary>Data streams keep their own retention, without a policy of ILM.</summary>
    public bool HasStreamLifecycle => From(8, 14);

    /// <summary>What does not fit a mapping may be stored elsewhere and look stored.</summary>
    public bool HasFailureStore => From(9, 1) || (From(8, 19) && Number.Major is 8);

    /// <summary>
    /// Has <c>index.mode: logsdb</c> (8.17). Below 8.19 and 9.1 it is left out where the licence makes <c>_source</c> synthetic: those cannot read
    /// back a flattened field with both <c>proc.pid</c> and <c>proc.pid.ts</c>.
    /// </summary>
    public bool UsesLogsdb => HasFailureStore || (From(8, 17) && License is not ("enterprise" or "trial"));

    /// <summary>In words.</summary>
    public override string ToString() => IsServerless
        ? "Elasticsearch Serverless"
        : $"Elasticsearch {Number}{(License.Length > 0 ? $", {License} licence" : "")}{(HasSecurity ? "" : ", security switched off")}";

    /// <summary>Asks it.</summary>
    /// <exception cref="PipelineException">It cannot be asked, or it is none that can be set up.</exception>
    public static async Task<Cluster> ReadAsync(SetupApi api, CancellationToken cancellation)
    {
        var answer = await api.SendAsync(new(api, HttpMethod.Get, ""), cancellation);
        if (!answer.IsSuccess)
        {
            throw answer.Failure();
        }

        var version = answer.Json.At("version");
        var number = ReadNumber(version.Text("number"))
            ?? throw answer.Failure("this is not what Elasticsearch says of itself; is the URL right?");
        var flavor = version.Text("build_flavor") ?? "default";
        return RefusalOf(number, flavor, version.Text("distribution")) is { } refusal
            ? throw new PipelineException(FailureKind.Fatal, refusal)
            : flavor is "serverless" ? new(number, flavor, "", HasSecurity: true)
            : WithFeatures(number, flavor, await ReadFeaturesAsync(api, cancellation));
    }

    private bool From(int major, int minor) => IsServerless || Number >= new Version(major, minor);

    private static Cluster WithFeatures(Version number, string flavor, JsonNode? features) => new(
        number,
        flavor,
        features.Text("license", "type") ?? "",
        features.At("features", "security", "enabled") is not JsonValue enabled || enabled.ToString() is "true");

    private static async Task<JsonNode?> ReadFeaturesAsync(SetupApi api, CancellationToken cancellation)
    {
        var answer = await api.SendAsync(new(api, HttpMethod.Get, "_xpack?categories=license,features"), cancellation);
        return answer.IsSuccess ? answer.Json
            : answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized ? throw answer.Failure()
            : null;
    }

    private static string? RefusalOf(Version number, string flavor, string? distribution) => (number, flavor, distribution) switch
    {
        (_, _, "opensearch") =>
            $"this is OpenSearch {number}: it has no 'flattened' fields, no index lifecycle management and other dashboards, so Eyrie does not set it up; "
            + "documents can be stored with manageTemplate: false and an index template of your own",
        (_, "oss", _) =>
            $"this is Elasticsearch {number} without X-Pack (flavour 'oss'): it has no data streams and no 'flattened' or 'wildcard' fields; "
            + "the default distribution has them, under its free licence",
        _ when number < Oldest => $"Elasticsearch {number} is too old: data streams as Eyrie needs them are in {Oldest} and later",
        _ when number.Major > NewestMajor => $"Elasticsearch {number} is newer than this Eyrie knows: 7.10 to {NewestMajor}.x can be set up",
        _ => null,
    };

    // '8.17.0', '9.2.0-SNAPSHOT'
    private static Version? ReadNumber(string? text) =>
        Version.TryParse(text?.Split('-')[0], out var number) ? new(number.Major, number.Minor, Math.Max(number.Build, 0)) : null;
}
