namespace Eyrie.Platform.Tests.Configuration;

/// <summary>Every kind of mistake with the whole of what is said about it.</summary>
public sealed class ConfigurationProblemTests : IDisposable
{
    private const string DurationForms = "a duration such as 500ms, 3s, 15m, 1h, 2d or 00:00:03";
    private readonly Loaded _loaded = new();

    [Theory]
    [InlineData(
        "kafka:\n  bootstrapServer: a:1",
        "eyrie.yaml:2: kafka.bootstrapServer: found a key that is not known; did you mean kafka.bootstrapServers?\n"
        + "  allowed: apiToken, batch, bootstrapServers, passwordFile, properties, securityProtocol")]
    [InlineData(
        "bootstrapServers: a:1",
        "eyrie.yaml:1: bootstrapServers: found a key that is not known; did you mean kafka.bootstrapServers?\n  allowed: cluster, kafka, node, sensors, sinks")]
    [InlineData(
        "sinks: { soar: { channel: a, team: b } }",
        "eyrie.yaml:1: sinks.soar: found a key that is not known\n  allowed: slack, stdout; or a name of your own with one of them as its type")]
    [InlineData(
        "sinks:\n  soar:\n    type: slak\n    team: b",
        "eyrie.yaml:3: sinks.soar.type: found 'slak'; did you mean slack?\n  allowed: slack, stdout")]
    [InlineData(
        "sinks: { soar: { type: slack, team: b, chanel: c }, slack: { type: stdout, channel: d } }",
        "eyrie.yaml:1: sinks.soar.chanel: found a key that is not known; did you mean sinks.soar.channel?\n  allowed: channel, enabled, match, minSeverity, team, tokenFile, type\n"
        + "eyrie.yaml:1: sinks.slack.channel: found a key that is not known; did you mean sinks.slack.channel?\n  allowed: enabled, match, minSeverity, type")]
    [InlineData(
        "zzz: 1",
        "eyrie.yaml:1: zzz: found a key that is not known\n  allowed: cluster, kafka, node, sensors, sinks")]
    [InlineData(
        "kafka: { batch: { maxRecords: many } }",
        "eyrie.yaml:1: kafka.batch.maxRecords: found 'many'\n  allowed: a whole number, 1 to 10000")]
    [InlineData(
        "kafka: { batch: { maxRecords: 99999999999999999999 } }",
        "eyrie.yaml:1: kafka.batch.maxRecords: found '99999999999999999999'\n  allowed: a whole number, 1 to 10000")]
    [InlineData(
        "kafka: { batch: { maxRecords: 1.5 } }",
        "eyrie.yaml:1: kafka.batch.maxRecords: found '1.5'\n  allowed: a whole number, 1 to 10000")]
    [InlineData(
        "Kafka: { Batch: { MaxRecords: 0 } }",
        "eyrie.yaml:1: Kafka.Batch.MaxRecords: found '0'\n  allowed: 1 to 10000")]
    [InlineData(
        "kafka: { batch: { eager: yes } }",
        "eyrie.yaml:1: kafka.batch.eager: found 'yes'\n  allowed: true or false")]
    [InlineData(
        "kafka: { batch: { maxWait: 5 } }",
        "eyrie.yaml:1: kafka.batch.maxWait: found '5'\n  allowed: " + DurationForms + ", 10ms to 1m")]
    [InlineData(
        "kafka: { batch: { maxWait: 2m } }",
        "eyrie.yaml:1: kafka.batch.maxWait: found '2m'\n  allowed: 10ms to 1m")]
    [InlineData(
        "kafka: { securityProtocol: sasl-sls }",
        "eyrie.yaml:1: kafka.securityProtocol: found 'sasl-sls'; did you mean saslSsl?\n  allowed: plaintext, saslSsl")]
    [InlineData(
        "kafka: { securityProtocol: 1 }",
        "eyrie.yaml:1: kafka.securityProtocol: found '1'\n  allowed: plaintext, saslSsl")]
    [InlineData(
        "sensors:\n  - { type: falco }",
        "eyrie.yaml:2: sensors[0].type: found 'falco'; did you mean falco-grpc?\n  allowed: falco-grpc, tetragon-grpc")]
    [InlineData(
        "sensors:\n  - { name: a }",
        "eyrie.yaml:2: sensors[0].type: found nothing\n  allowed: one value")]
    [InlineData(
        "sensors:\n  type: falco-grpc",
        "eyrie.yaml:2: sensors: found a map\n  allowed: a list of maps with the keys name, tls, type")]
    [InlineData(
        "kafka: [a]",
        "eyrie.yaml:1: kafka: found a list\n  allowed: a map with the keys apiToken, batch, bootstrapServers, passwordFile, properties, securityProtocol")]
    [InlineData(
        "cluster: { name: a }",
        "eyrie.yaml:1: cluster: found a map\n  allowed: one value")]
    [InlineData(
        "sinks: { stdout: { match: falco } }",
        "eyrie.yaml:1: sinks.stdout.match: found a single value\n  allowed: a list, each item one value")]
    [InlineData(
        "node: ''",
        "eyrie.yaml:1: node: found ''\n  allowed: a value that is not empty")]
    [InlineData(
        "node: ${NODE}",
        "eyrie.yaml:1: node: found ${NODE}, but the environment variable NODE is not set\n  allowed: a variable that is set, or ${NAME:-default}")]
    [InlineData(
        "node: a-${",
        "eyrie.yaml:1: node: found '${' without a variable's name and '}'\n  allowed: a variable that is set, or ${NAME:-default}")]
    [InlineData(
        "kafka: { passwordFile: /no/such }",
        "eyrie.yaml:1: kafka.passwordFile: found '/no/such': there is no such file\n  allowed: the path of a file that this process can read")]
    [InlineData(
        "kafka: { passwordFile: /tmp }",
        "eyrie.yaml:1: kafka.passwordFile: found '/tmp': a directory\n  allowed: the path of a file that this process can read")]
    [InlineData(
        "kafka: { passwordFile: '' }",
        "eyrie.yaml:1: kafka.passwordFile: found '': no path\n  allowed: the path of a file that this process can read")]
    [InlineData(
        "kafka: { passwordFile: hunter2/word }",
        "eyrie.yaml:1: kafka.passwordFile: found a value that is not shown, no path from '/' or '.' on: there is no such file\n  allowed: the path of a file that this process can read")]
    [InlineData(
        "kafka:\n  properties: { 'a:b': c }",
        "eyrie.yaml:2: kafka.properties.a:b: found the name 'a:b'\n  allowed: a name without ':'")]
    [InlineData(
        "cluster: a\nnode: b\nCLUSTER: c",
        "eyrie.yaml:3: CLUSTER: found the key a second time, after eyrie.yaml:1\n  allowed: each key once")]
    [InlineData(
        "sensors:\n  - { name: a, type: falco-grpc }\n  - { name: A, type: falco-grpc }",
        "eyrie.yaml:3: sensors[1].name: found 'A' a second time, after eyrie.yaml:2\n  allowed: each name once")]
    [InlineData("- a", "eyrie.yaml:1: found a list\n  allowed: a map of settings, for instance 'cluster: prod'")]
    [InlineData("cluster: a\n---\ncluster: b", "eyrie.yaml:2: found a second document after '---'\n  allowed: one document a file")]
    public void Says_key_place_what_was_found_and_what_is_allowed(string yaml, string problem) =>
        Assert.Equal(problem, _loaded.Problems(yaml).Replace(Path.GetTempPath(), "/tmp/", StringComparison.Ordinal));

    [Theory]
    [InlineData("kafka:\n\tbatch: {}", "(line 2 is indented with a tab; YAML takes spaces only)")]
    [InlineData("kafka: { batch: ", "found no valid YAML: ")]
    [InlineData("a: *nowhere", "the anchor &nowhere is not defined before *nowhere")]
    [InlineData("kafka: {a: b}}", "eyrie.yaml:1:14: found no valid YAML")]
    public void Says_where_it_is_not_YAML(string yaml, string part) =>
        Assert.Contains(part, _loaded.Problems(yaml), StringComparison.Ordinal);

    [Fact]
    public void Aliases_of_aliases_end_instead_of_filling_the_memory()
    {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (var i = 1; i < 9; i++)
        {
            yaml += $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n";
        }

        Assert.Contains("more than 10000 settings", _loaded.Problems(yaml), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_variable_of_the_environment_is_wrong() => Assert.Equal(
        """
        environment variable EYRIE__KAFKA__BATCH__MAXRECORDS: kafka.batch.maxrecords: found 'x'
          allowed: a whole number, 1 to 10000
        environment variable EYRIE__KAFKO__A: kafko: found a key that is not known; did you mean kafka?
          allowed: cluster, kafka, node, sensors, sinks
        """,
        _loaded.Problems("", ("EYRIE__KAFKA__BATCH__MAXRECORDS", "x"), ("EYRIE__KAFKO__A", "1")));

    [Fact]
    public void An_index_beyond_the_list_is_refused() => Assert.Equal(
        "environment variable EYRIE__SENSORS__3__NAME: sensors.3: found the index '3' in a list of 0\n"
        + "  allowed: an index from 0 to 0, the last one to add an item",
        _loaded.Problems("", ("EYRIE__SENSORS__3__NAME", "x")));

    [Fact]
    public void Never_shows_what_may_be_a_secret()
    {
        var problems = _loaded.Problems("kafka: { token: hunter2, password: hunter2, apiToken: [hunter2], batch: { eagerKey: hunter2 } }\nsinks: { slack: { token: hunter2 } }");

        Assert.Contains("sinks.slack.token: found a key that is not known; did you mean sinks.slack.tokenFile?", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_of_a_value_stay_off_the_terminal() => Assert.StartsWith(
        "eyrie.yaml:1: kafka.batch.maxRecords: found '\\u001b[31m'", _loaded.Problems("kafka: { batch: { maxRecords: \"\\e[31m\" } }"), StringComparison.Ordinal);

    [Fact]
    public void Options_that_check_themselves_are_asked_and_located()
    {
        var token = _loaded.Beside("token", "x");

        Assert.Equal(
            "eyrie.yaml:3: sinks.slack.channel: tokenFile needs a channel",
            _loaded.Problems($"sinks:\n  slack:\n    {{ tokenFile: {token}, team: red }}"));
    }

    [Fact]
    public void An_empty_file_is_no_secret() => Assert.Contains(
        ": the file is empty\n", _loaded.Problems($"kafka: {{ passwordFile: {_loaded.Beside("empty", "")} }}"), StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_in_a_section_that_is_not_used_does_not_matter()
    {
        const string Yaml = "sinks: { slack: { tokenFile: /no/such, channel: '${CHANNEL}' } }\nkafka: { passwordFile: /no/such }";

        Assert.Equal(
            "eyrie.yaml:2: kafka.passwordFile: found '/no/such': there is no such file\n  allowed: the path of a file that this process can read",
            _loaded.Show(_loaded.Load(Yaml, [], ["sinks"])));
        Assert.Equal(4, _loaded.Load(Yaml, [], []).Problems.Count);
    }

    [Fact]
    public void What_is_missing_in_a_section_that_is_switched_off_does_not_matter_but_a_typing_error_does() => Assert.Equal(
        "eyrie.yaml:1: sinks.slack.chanel: found a key that is not known; did you mean sinks.slack.channel?\n"
        + "  allowed: channel, enabled, match, minSeverity, team, tokenFile, type",
        _loaded.Problems("sinks: { slack: { enabled: false, tokenFile: /no/such, chanel: a } }"));

    [Fact]
    public void All_problems_are_told_at_once() =>
        Assert.Equal(3, _loaded.Load("kafkaa: 1\nnode: ''\nkafka: { batch: { eager: 1 } }").Problems.Count);

    public void Dispose() => _loaded.Dispose();
}
