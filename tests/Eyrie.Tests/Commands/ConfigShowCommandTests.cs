using System.Text.Json.Nodes;
using Eyrie.Commands;
using Eyrie.Testing;

namespace Eyrie.Tests.Commands;

public sealed class ConfigShowCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _config;

    public ConfigShowCommandTests() => _config = _folder.Write("eyrie.yaml", """
        cluster: "prod \e[2J"
        kafka: { bootstrapServers: k1:9092 }
        sinks:
          oncall: { type: slack, tokenFile: /nowhere/slack-token, channel: "#soc" }
        """);

    [Fact]
    public async Task Shows_what_holds_with_its_place()
    {
        var (code, output, _) = await RunAsync("config", "show", "--config", _config);

        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^kafka\.bootstrapServers +k1:9092 +.*eyrie\.yaml:2$", output);
        Assert.Matches(@"(?m)^sinks\.oncall\.tokenFile +/nowhere/slack-token +.*eyrie\.yaml:4$", output); // each stage has its own secrets
        Assert.Matches(@"(?m)^enricher\.\S+ +.* +default$", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Shows_a_part_of_it_as_JSON()
    {
        var (code, output, _) = await RunAsync("config", "show", "sinks", "--set", "--json", "--config", _config);

        Assert.Equal(0, code);
        Assert.Equal(["sinks.oncall.channel", "sinks.oncall.tokenFile", "sinks.oncall.type"], JsonNode.Parse(output)!.AsArray().Select(setting => (string)setting!["key"]!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("kafk", "nothing is in force at 'kafk'")]
    [InlineData("sinks.slack", "nothing is in force at 'sinks.slack'")]
    public async Task Says_when_there_is_nothing(string key, string words)
    {
        var (code, _, error) = await RunAsync("config", "show", key, "--config", _config);

        Assert.Equal(2, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(Program.Create(), args, new() { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
