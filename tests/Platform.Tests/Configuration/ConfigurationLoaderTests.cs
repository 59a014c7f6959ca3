using Eyrie.Contracts;
using Eyrie.Platform.Configuration;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Platform.Tests.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly Loaded _loaded = new();

    [Fact]
    public void Binds_everything_that_options_can_have()
    {
        var token = _loaded.Beside("token", "secret");
        var configuration = Fine($$"""
            Cluster: 007
            kafka:
              bootstrapservers: "a:1,b:2"
              securityProtocol: SASL_SSL
              batch: { maxRecords: 5, maxWait: 1m, eager: true }
              properties: { linger.ms: 5, "client.rack": null }
            sensors:
              - { name: one, type: falco-grpc }
              - name: two
                type: tetragon-grpc
                tls: { caFile: {{token}} }
            sinks:
              slack: { tokenFile: {{token}}, channel: "#soc", team: red, minSeverity: warn, match: [a, 'b: c'] }
            """);

        Assert.Equal("007", configuration.Get<RootOptions>()!.Cluster);
        Assert.Equal("here", configuration.Get<RootOptions>()!.Node);
        var kafka = configuration.GetSection("Kafka").Get<BrokerOptions>()!;
        Assert.Equal(("a:1,b:2", Protocol.SaslSsl), (kafka.BootstrapServers, kafka.SecurityProtocol));
        Assert.Equal("5", kafka.Properties["linger.ms"]);
        Assert.Equal(
            new BatchingOptions { MaxRecords = 5, MaxWait = TimeSpan.FromMinutes(1), Eager = true },
            configuration.GetSection("Kafka:Batch").Get<BatchingOptions>());
        var sensors = configuration.GetSection("Sensors").Get<List<ProbeOptions>>()!;
        Assert.Equal(["one", "two"], sensors.Select(sensor => sensor.Name));
        Assert.Equal(token, sensors[1].Tls!.CaFile);
        Assert.Equal("#soc", configuration.GetSection("Sinks:Slack").Get<ChatOptions>()!.Channel);
        var common = configuration.GetSection("Sinks:Slack").Get<CommonOptions>()!;
        Assert.Equal(Severity.Warning, common.MinSeverity);
        Assert.Equal(["a", "b: c"], common.Match);
    }

    [Theory]
    [InlineData("sinks:\n  stdout:\n")]
    [InlineData("sinks:\n  stdout: {}\n")]
    [InlineData("sinks: { stdout: ~ }")]
    public void An_empty_section_is_there_with_its_defaults(string yaml)
    {
        var sinks = Fine(yaml).GetSection("sinks");

        Assert.Equal("stdout", Assert.Single(sinks.GetChildren()).Key);
        Assert.True(sinks.GetSection("stdout").Exists());
        Assert.True(new CommonOptions().Enabled);
        Assert.True((sinks.GetSection("stdout").Get<CommonOptions>() ?? new()).Enabled);
    }

    [Fact]
    public void Lays_the_environment_over_the_file()
    {
        var configuration = Fine(
            """
            kafka: { bootstrapServers: file:1, securityProtocol: plaintext }
            sensors:
              - { name: one, type: falco-grpc }
            """,
            ("EYRIE__KAFKA__BOOTSTRAPSERVERS", "environment:2"),
            ("EYRIE__KAFKA__BATCH__MAXWAIT", "20ms"),
            ("EYRIE__SENSORS__0__NAME", "first"),
            ("EYRIE__SENSORS__1__TYPE", "tetragon-grpc"),
            ("EYRIE__SINKS__STDOUT", ""),
            ("EYRIE_TEST_KAFKA", "not ours"));

        Assert.Equal("environment:2", configuration["kafka:bootstrapServers"]);
        Assert.Equal("plaintext", configuration["kafka:securityProtocol"], ignoreCase: true);
        Assert.Equal(TimeSpan.FromMilliseconds(20), configuration.GetSection("Kafka:Batch").Get<BatchingOptions>()!.MaxWait);
        Assert.Equal(
            [("first", "falco-grpc"), ("", "tetragon-grpc")],
            configuration.GetSection("sensors").Get<List<ProbeOptions>>()!.Select(sensor => (sensor.Name, sensor.Type)));
        Assert.True(configuration.GetSection("sinks:stdout").Exists());
    }

    [Fact]
    public void Needs_no_file_when_none_is_named()
    {
        var loaded = ConfigurationLoader.Load(null, new Dictionary<string, string> { ["EYRIE__CLUSTER"] = "prod" }, Loaded.Sections);

        Assert.Empty(loaded.Problems);
        Assert.Null(loaded.File);
        Assert.Equal("prod", loaded.Configuration["cluster"]);
    }

    [Fact]
    public void A_file_that_is_named_must_be_there()
    {
        var loaded = ConfigurationLoader.Load("/no/such.yaml", new Dictionary<string, string>(), Loaded.Sections);

        Assert.Equal("/no/such.yaml: found no such file\n  allowed: the path of a YAML file", Assert.Single(loaded.Problems).ToString());
    }

    [Fact]
    public void A_directory_is_no_file() => Assert.Equal(
        $"{Path.GetTempPath()}: found a directory\n  allowed: the path of a YAML file",
        Assert.Single(ConfigurationLoader.Load(Path.GetTempPath(), new Dictionary<string, string>(), Loaded.Sections).Problems).ToString());

    [Fact]
    public void Bytes_that_are_no_UTF8_are_not_guessed_at()
    {
        var file = _loaded.Beside("latin1.yaml", "");
        File.WriteAllBytes(file, [.. "cluster: M"u8, 0xFC, .. "nchen"u8]);

        var problem = Assert.Single(ConfigurationLoader.Load(file, new Dictionary<string, string>(), Loaded.Sections).Problems);

        Assert.Equal($"{file}: found bytes that are no UTF-8 text\n  allowed: a YAML file in UTF-8", problem.ToString());
    }

    [Fact]
    public void Fills_in_variables_and_their_defaults()
    {
        var configuration = Fine(
            "cluster: ${A}-${B:-b}-${EMPTY:-e}-$${A}\nnode: '${A}'\nkafka: { batch: { maxRecords: '${N}' } }",
            ("A", "${B}"), ("EMPTY", ""), ("N", "7"));

        Assert.Equal("${B}-b-e-${A}", configuration["cluster"]);
        Assert.Equal("${B}", configuration["node"]);
        Assert.Equal("7", configuration["kafka:batch:maxRecords"]);
    }

    [Fact]
    public void Anchors_and_merged_maps_work()
    {
        var configuration = Fine("""
            sensors:
              - &base { name: one, type: falco-grpc }
              - { <<: *base, name: two }
            cluster: &name prod
            node: *name
            """);

        Assert.Equal("prod", configuration["node"]);
        Assert.Equal(("two", "falco-grpc"), (configuration["sensors:1:name"], configuration["sensors:1:type"]));
    }

    [Fact]
    public void Puts_a_place_before_what_a_validator_complains_about()
    {
        var loaded = _loaded.Load("cluster: a\nsensors:\n  - type: falco-grpc\n    name: x\n");

        Assert.EndsWith("eyrie.yaml:4: sensors[0].name: is taken", loaded.Locate("Sensors:0:name: is taken").Replace("Sensors", "sensors", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("no key here", loaded.Locate("no key here"));
    }

    private IConfiguration Fine(string yaml, params (string Name, string Value)[] environment)
    {
        var loaded = _loaded.Load(yaml, environment);
        Assert.Equal("", _loaded.Show(loaded));
        return loaded.Configuration;
    }

    public void Dispose() => _loaded.Dispose();
}
