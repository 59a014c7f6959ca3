using YamlDotNet.RepresentationModel;

namespace Eyrie.Tests.Deploy;

/// <summary>Helm ignores a key that no chart has, in silence: these are the ones that we looked up.</summary>
public sealed class ChartValuesTests
{
    // falcosecurity/falco 9.1.0.
    private static readonly string[] Falco =
    [
        "driver.kind", "tolerations", "resources.requests.cpu", "resources.requests.memory", "resources.limits.cpu", "resources.limits.memory", "falcoHostnameEnv",
        "metrics.enabled", "metrics.interval", "metrics.outputRule", "serviceMonitor.create", "customRules",
        "falco.json_output", "falco.json_include_output_property", "falco.json_include_output_fields_property", "falco.json_include_tags_property", "falco.rule_matching",
        "falco.append_output", "falco.http_output.enabled", "falco.http_output.url", "falco.http_output.keep_alive", "falco.stdout_output.enabled", "falco.syslog_output.enabled",
        "falco.webserver.enabled", "falco.webserver.prometheus_metrics_enabled",
        "falco.syscall_event_drops.threshold", "falco.syscall_event_drops.actions", "falco.syscall_event_drops.rate", "falco.syscall_event_drops.max_burst",
    ];

    // falcosecurity/falco 8.0.5 has these, too; 9 fails on them.
    private static readonly string[] FalcoGrpc =
        [.. Falco, "falco.grpc.enabled", "falco.grpc.bind_address", "falco.grpc.threadiness", "falco.grpc_output.enabled"];

    // cilium/tetragon 1.7.0.
    private static readonly string[] Tetragon =
    [
        "tetragon.grpc.enabled", "tetragon.grpc.address", "tetragon.processAncestors.enabled", "tetragon.enableProcessCred", "tetragon.enableProcessNs", "tetragon.exportAllowList",
        "tetragon.exportFilename", "tetragon.clusterName", "tetragon.prometheus.enabled", "tetragon.prometheus.port", "tetragon.prometheus.serviceMonitor.enabled",
        "tetragon.resources.requests.cpu", "tetragon.resources.requests.memory", "tetragon.resources.limits.memory", "export.mode", "tetragonOperator.prometheus.enabled",
    ];

    [Theory]
    [InlineData("falco/values.yaml")]
    [InlineData("falco/values-grpc.yaml")]
    [InlineData("tetragon/values.yaml")]
    public void Are_keys_that_the_chart_has(string file)
    {
        var known = file switch { "falco/values.yaml" => Falco, "falco/values-grpc.yaml" => FalcoGrpc, _ => Tetragon };

        Assert.Empty(Yaml.Keys(Values(file)).Except(known));
    }

    [Fact]
    public void Print_what_a_join_needs()
    {
        var fields = ((YamlSequenceNode)Values("falco/values.yaml")["falco"]["append_output"]).Cast<YamlMappingNode>()
            .Where(item => item.Children.ContainsKey("extra_fields")).SelectMany(item => (YamlSequenceNode)item["extra_fields"]).Select(field => ((YamlScalarNode)field).Value!).ToList();

        Assert.Superset(
            new HashSet<string>(["proc.pid", "proc.ppid", "proc.vpid", "proc.pid.ts", "proc.ppid.ts", "proc.exepath", "container.full_id", "k8s.pod.uid"]), fields.ToHashSet());
        Assert.Contains(string.Join(", ", fields.Take(6)), File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal); // the same advice in both places
    }

    [Fact]
    public void Post_where_the_Ingestor_listens() => Assert.Equal(
        "http://eyrie-ingestor-falco.eyrie.svc.cluster.local:2801/", ((YamlScalarNode)Values("falco/values.yaml")["falco"]["http_output"]["url"]).Value);

    [Fact]
    public void Open_the_socket_that_the_Ingestor_reads() => Assert.Equal(
        "unix:///var/run/tetragon/tetragon.sock", ((YamlScalarNode)Values("tetragon/values.yaml")["tetragon"]["grpc"]["address"]).Value);

    private static YamlMappingNode Values(string file) => Yaml.Root<YamlMappingNode>($"deploy/k8s/sensors/{file}");
}
