namespace Eyrie.Platform.Tests.Configuration;

public sealed class SettingListingTests : IDisposable
{
    private readonly Loaded _loaded = new();

    [Fact]
    public void Says_of_each_setting_who_wrote_it()
    {
        var settings = Show("""
            cluster: prod
            kafka:
              securityProtocol: SASL_SSL
            sensors:
              - name: one
            sinks:
              stdout: {}
              oncall: { type: slack, channel: "#soc", match: [a, b] }
            """, ("EYRIE__KAFKA__BOOTSTRAPSERVERS", "k1:9092"));

        Assert.Equal("prod | eyrie.yaml:1", settings["cluster"]);
        Assert.Equal("here | default", settings["node"]);
        Assert.Equal("SASL_SSL | eyrie.yaml:3", settings["kafka.securityProtocol"]);
        Assert.Equal("k1:9092 | environment variable EYRIE__KAFKA__BOOTSTRAPSERVERS", settings["kafka.bootstrapServers"]);
        Assert.Equal("one | eyrie.yaml:5", settings["sensors[0].name"]);
        Assert.Equal("#soc | eyrie.yaml:8", settings["sinks.oncall.channel"]);
        Assert.Equal("a, b | eyrie.yaml:8", settings["sinks.oncall.match"]);
        Assert.Equal("true | default", settings["sinks.stdout.enabled"]);
        Assert.DoesNotContain(settings.Keys, key => key.StartsWith("sinks.slack.", StringComparison.Ordinal)); // nobody wrote one
    }

    [Fact]
    public void Shows_where_a_secret_is_and_never_what_it_is()
    {
        var file = _loaded.Beside("secret-file", "hush");
        var settings = Show($$"""
            kafka:
              passwordFile: {{file}}
              properties: { sasl.password: hush, ssl.key.pem: hush, Authorization: hush, linger.ms: 5, url: "https://me:hush@k/x?token=hush" }
            """);

        Assert.Equal($"{file} | eyrie.yaml:2", settings["kafka.passwordFile"]);
        Assert.Equal("*** | eyrie.yaml:3", settings["kafka.properties.sasl.password"]);
        Assert.Equal("*** | eyrie.yaml:3", settings["kafka.properties.Authorization"]);
        Assert.Equal("https://***@k/x?*** | eyrie.yaml:3", settings["kafka.properties.url"]);
        Assert.Equal("5 | eyrie.yaml:3", settings["kafka.properties.linger.ms"]);
        Assert.DoesNotContain(settings.Values, value => value.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_that_was_written_where_its_path_belongs_is_not_shown() =>
        Assert.Equal("*** | eyrie.yaml:1", Show("kafka: { passwordFile: hush }")["kafka.passwordFile"]);

    public void Dispose() => _loaded.Dispose();

    private Dictionary<string, string> Show(string yaml, params (string Name, string Value)[] environment)
    {
        var folder = Path.GetDirectoryName(_loaded.FilePath) + Path.DirectorySeparatorChar;
        return _loaded.Load(yaml, environment).InForce(Loaded.Sections)
            .ToDictionary(setting => setting.Key, setting => $"{setting.Value} | {setting.Source.Replace(folder, "", StringComparison.Ordinal)}");
    }
}
