using Eyrie.Commands;

namespace Eyrie.Tests.Commands;

/// <summary>What a user types, and the exit code with what is said.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-command-line-");

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "topics", "create", "--help")]
    [InlineData(0, "--version")]
    [InlineData(2)]
    [InlineData(2, "ingestr")]
    [InlineData(2, "topics")]
    [InlineData(2, "topics", "create", "--nope")]
    [InlineData(2, "ingestor", "--log-level", "loud")]
    [InlineData(2, "ingestor", "--log-level", "3")]
    [InlineData(2, "ingestor", "--log-format", "xml")]
    [InlineData(2, "demo", "--kibana")]
    [InlineData(2, "demo", "--http")]
    [InlineData(2, "setup", "elasticsearch", "--kibana")]
    [InlineData(2, "config", "check", "--config", "/no/such.yaml")]
    public async Task Exit_codes_tell_use_from_misuse(int code, params string[] args) => Assert.Equal(code, (await RunAsync(args)).Code);

    [Theory]
    [InlineData("--seed 'x' is no whole number", "demo", "--seed", "x")]
    [InlineData("--count '-1' is no whole number from 0", "simulate", "--count", "-1")]
    [InlineData("--rate takes a number above 0", "simulate", "--rate", "many")]
    [InlineData("Required command was not provided", "topics")]
    [InlineData("--log-level", "ingestor", "--log-lvel", "debug")]
    [InlineData("--stdin: found 'sysdig', allowed: falco, tetragon", "ingestor", "--stdin", "sysdig")]
    public async Task What_is_wrong_is_said_in_words_and_not_on_the_output(string words, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_in_a_line()
    {
        var file = Yaml("cluster: a");

        var (code, _, error) = await RunAsync("demo", "--keep", file);

        Assert.Equal(1, code);
        Assert.StartsWith($"eyrie: the folder '{file}' to keep things in cannot be made", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_command_and_shows_examples()
    {
        var (_, output, _) = await RunAsync("--help");

        Assert.All(
            ["simulate", "ingestor", "enricher", "sinks", "all", "topics", "config", "Examples:", "eyrie demo"],
            word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_configuration_ends_with_2_and_all_that_is_wrong()
    {
        var (code, output, error) = await RunAsync("ingestor", "--config", Yaml("kafka: { bootstrapServer: a }\nsensors: [{ type: falco-grpc, address: 'h:1', pollInterval: 5 }]"));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("eyrie: the configuration has 2 problems:", error, StringComparison.Ordinal);
        Assert.Contains("eyrie.yaml:1: kafka.bootstrapServer: found a key that is not known; did you mean kafka.bootstrapServers?", error, StringComparison.Ordinal);
        Assert.Contains("eyrie.yaml:2: sensors[0].pollInterval: found '5'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stage_itself_refuses_is_told_with_its_place()
    {
        var yaml = Yaml("sensors:\n  - { type: falco, address: 'h:1' }");

        foreach (var command in new string[][] { ["config", "check"], ["ingestor"] })
        {
            var (code, _, error) = await RunAsync([.. command, "--config", yaml]);

            Assert.Equal(2, code);
            Assert.Contains("eyrie.yaml:2: sensors[0].type: 'falco' is not a sensor type; allowed: falco-file, falco-grpc,", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_standard_input_is_one_sensor_more()
    {
        var (code, _, error) = await RunAsync(
            "ingestor", "--stdin", "falco", "--config", Yaml("sensors: [{ type: falco-stdin, name: mine }]"));

        Assert.Equal(2, code);
        Assert.Contains("sensors: several read the standard input; only one can", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ingestor", "cluster: a", "no sensor is configured")]
    [InlineData("all", "sinks: { stdout: }", "no sensor is configured")]
    [InlineData("sinks", "cluster: a", "no sink is configured")]
    [InlineData("sinks", "sinks: { stdout: { enabled: false } }", "no sink is configured")]
    [InlineData("sinks --only slack", "sinks: { stdout: }", "--only names 'slack'; configured in")]
    [InlineData("sinks --only stdout,slack", "sinks: { stdout: }", "--only names 'slack'; configured in")]
    public async Task A_stage_with_nothing_to_do_says_what_is_missing(string command, string yaml, string message)
    {
        var (code, _, error) = await RunAsync([.. command.Split(' '), "--config", Yaml(yaml)]);

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sound_configuration_is_told_with_what_is_in_it()
    {
        var (code, output, error) = await RunAsync("config", "check", "--config", Yaml("""
            sensors: [{ type: falco-grpc, address: unix:///run/falco/falco.sock }]
            sinks: { stdout: , file: { path: /tmp/alerts.ndjson, minSeverity: warning } }
            """));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("sensors: falco-grpc", output, StringComparison.Ordinal);
        Assert.Contains("sinks:   file, stdout", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exceptions_that_are_over_are_told_by_file_and_line()
    {
        var rules = Path.Combine(_folder.FullName, "rules.yaml");
        File.WriteAllText(rules, "exceptions:\n- { rules: [a], reason: r, owner: me, expires: 2020-01-31 }\n- { rules: [b], reason: r, owner: me }");

        var (code, output, error) = await RunAsync("config", "check", "--config", Yaml($"enricher: {{ detectionsFile: {rules} }}"));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("exceptions: 2: 1 over, 0 will be within 14 days", output, StringComparison.Ordinal);
        Assert.Contains($"{rules} line 2 is over since 2020-01-31 (me)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_stage_does_not_ask_for_the_secrets_of_sinks_it_does_not_run()
    {
        var yaml = Yaml("sinks: { stdout: { minSeverity: loud }, pagerduty: { routingKeyFile: /no/such } }");

        var (code, _, error) = await RunAsync("sinks", "--only", "stdout", "--config", yaml);

        Assert.Equal(2, code);
        Assert.Contains("sinks.stdout.minSeverity", error, StringComparison.Ordinal);
        Assert.DoesNotContain("pagerduty", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_says_in_a_sentence_what_it_does()
    {
        var commands = Program.Create().Subcommands.SelectMany(command => command.Subcommands.Append(command));

        Assert.All(commands, command => Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name));
    }

    private string Yaml(string text)
    {
        var path = Path.Combine(_folder.FullName, "eyrie.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(
            Program.Create().WithExamples(), args, new() { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
