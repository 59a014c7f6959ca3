using System.Text.Json.Nodes;
using Eyrie.Sinks.Elasticsearch.Setup.Kibana;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>Everything that is set up, in the order in which one thing needs the other.</summary>
internal static class SetupResources
{
    private const string RulesFile = "detection-rules";

    /// <summary>The templates, as the sink itself may install them: how long documents are kept is left to whoever sets up.</summary>
    public static IEnumerable<ISetupResource> Templates(SetupApi api, Cluster cluster) => [.. Components(api, cluster), .. Streams(api, cluster, _ => null), new OldTemplate(api)];

    /// <summary>All of Elasticsearch.</summary>
    /// <param name="api">Elasticsearch as whoever sets up.</param>
    /// <param name="asSink">Elasticsearch as the sink's new key.</param>
    /// <param name="cluster">Which version.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="retention">How long each kind is kept.</param>
    public static IEnumerable<ISetupResource> Elasticsearch(SetupApi api, SetupApi asSink, Cluster cluster, SetupOptions options, Func<StreamKind, Retention> retention) =>
    [
        .. cluster.HasStreamLifecycle ? [] : StreamKind.All.Select(kind => Policy(api, kind, retention(kind).Policy(cluster))),
        .. Components(api, cluster),
        .. Streams(api, cluster, retention),
        new OldTemplate(api),
        new Rivals(api),
        .. StreamKind.All.Select(kind => new DataStreams(api, cluster, kind, retention(kind), options.WithData)),
        .. Access(api, asSink, cluster, options.KeyFile),
    ];

    /// <summary>All of Kibana.</summary>
    public static IEnumerable<ISetupResource> InKibana(SetupApi kibana, KibanaAddress address, IReadOnlyList<SetupFile> files, Cluster cluster) =>
    [
        new SpaceResource(kibana, address),
        new SavedObjects(kibana, address, ObjectFile.Read(files.Where(file => !IsRules(file)), address)),
        .. files.Where(IsRules).Select(file => new DetectionRules(kibana, address, file, cluster)),
    ];

    private static bool IsRules(SetupFile file) => file.Name.StartsWith(RulesFile, StringComparison.Ordinal);

    private static IEnumerable<ISetupResource> Components(SetupApi api, Cluster cluster)
    {
        var bodies = new TemplateBodies(cluster);
        yield return Component(TemplateBodies.Mappings, bodies.MappingsComponent());
        yield return Component(TemplateBodies.Settings, bodies.SettingsComponent());

        StoredJson Component(string name, JsonObject body) => new(
            api, "component template", $"_component_template/{name}", body, static answer => FirstOf(answer, "component_templates", "component_template"));
    }

    private static IEnumerable<ISetupResource> Streams(SetupApi api, Cluster cluster, Func<StreamKind, Retention?> retention)
    {
        var bodies = new TemplateBodies(cluster);
        return StreamKind.All.Select(kind => new StoredJson(
            api,
            "index template",
            $"_index_template/{kind.Name}",
            bodies.ForStream(kind, retention(kind)),
            static answer => FirstOf(answer, "index_templates", "index_template")));
    }

    private static IEnumerable<ISetupResource> Access(SetupApi api, SetupApi asSink, Cluster cluster, string? keyFile)
    {
        if (!cluster.HasSecurity)
        {
            yield break;
        }

        if (!cluster.IsServerless) // roles there are made in its console
        {
            yield return new StoredJson(
                api, "role", $"_security/role/{SinkAccess.Name}", SinkAccess.Role(), static answer => answer.At(SinkAccess.Name));
        }

        yield return new ApiKeyFile(api, asSink, cluster, keyFile);
    }

    private static StoredJson Policy(SetupApi api, StreamKind kind, JsonObject body) =>
        new(api, "lifecycle policy", $"_ilm/policy/{kind.Name}", body, answer => answer.At(kind.Name));

    private static JsonNode? FirstOf(JsonNode answer, string list, string inner) => answer.Objects(list).FirstOrDefault()?[inner];
}
