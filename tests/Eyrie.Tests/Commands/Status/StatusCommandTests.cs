using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Commands;
using Eyrie.Commands.Status;
using Eyrie.Platform.Status;
using Eyrie.Testing;

namespace Eyrie.Tests.Commands.Status;

/// <summary>The command against servers that answer by a script.</summary>
public sealed class StatusCommandTests
{
    [Theory]
    [InlineData("ready", 0, 0, "It works")]
    [InlineData("degraded", 0, 1, "It works, but part: because")]
    [InlineData("notReady", 1, 1, "It does not work: part: because")]
    public async Task Ends_with_a_code_for_scripts(string state, int code, int strictCode, string words)
    {
        await using var server = await LoopbackHttp.StartAsync(Answer(Reports.Bare(new PartStatus("part", state, state == "ready" ? "" : "because"))));

        var (found, output, _) = await RunAsync("status", server.Url);
        var (strict, _, _) = await RunAsync("status", server.Url, "--strict");

        Assert.Equal((code, strictCode), (found, strict));
        Assert.StartsWith(words, output, StringComparison.Ordinal);
        Assert.Equal("/status", server.Requests[0].Path);
    }

    [Fact]
    public async Task Hands_on_what_processes_said_as_JSON()
    {
        await using var server = await LoopbackHttp.StartAsync(Answer(Reports.Whole));

        var (code, output, _) = await RunAsync("status", server.Url, "--json");

        var json = JsonNode.Parse(output)!;
        Assert.Equal(0, code);
        Assert.Equal("works", (string?)json["verdict"]);
        Assert.Equal(12_345, (long)json["processes"]![0]!["status"]!["ingestor"]!["sensors"]![0]!["read"]!);
        Assert.True((double)json["processes"]![0]!["clockAheadSeconds"]! != 0); // that report is of another day
    }

    [Theory]
    [InlineData(404, "nothing", "it answers 404")]
    [InlineData(302, "", "it answers 302")]
    [InlineData(200, "<html>", "no status of Eyrie's")]
    [InlineData(200, "{}", "no status of Eyrie's")]
    [InlineData(200, "null", "no status of Eyrie's")]
    [InlineData(-1, "", "it cannot be asked")]
    public async Task Says_what_is_wrong_with_an_answer(int status, string body, string words)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body));

        var (code, output, _) = await RunAsync("status", server.Url);

        Assert.Equal(3, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_no_answer_without_end()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, new string(' ', 2 * 1024 * 1024)));

        Assert.Contains("larger than 1024 KiB", (await RunAsync("status", server.Url)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_wait_for_ever()
    {
        await using var server = await LoopbackHttp.StartAsync(LoopbackAnswer.Silence);

        var (code, output, _) = await RunAsync("status", server.Url, "--timeout", "50ms");

        Assert.Equal(3, code);
        Assert.Contains("no answer within 50 ms", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nobody_listens()
    {
        var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        await server.DisposeAsync();

        Assert.Contains("nobody listens there", (await RunAsync("status", server.Url)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worker-3:8808", "http://worker-3:8808/status")]
    [InlineData("http://worker-3:8808/", "http://worker-3:8808/status")]
    [InlineData("https://eyrie.example.com/ingestor", "https://eyrie.example.com/ingestor/status")]
    [InlineData("http://[::1]:8808/status?x=1#y", "http://[::1]:8808/status")]
    public void Reads_where_to_ask(string text, string url) => Assert.Equal(url, StatusUrl.Read(text).AbsoluteUri);

    [Theory]
    [InlineData("ftp://worker-3")]
    [InlineData("http://user:secret@worker-3")]
    [InlineData("http://")]
    public async Task Refuses_what_cannot_be_asked_and_repeats_no_password(string url)
    {
        var (code, _, error) = await RunAsync("status", url);

        Assert.Equal(2, code);
        Assert.Contains("is no address to ask", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:8808", "http://localhost:8808/status")]
    [InlineData("[::]:99", "http://localhost:99/status")]
    [InlineData("10.0.0.7:8808", "http://10.0.0.7:8808/status")]
    [InlineData("127.0.0.1:0", null)]
    [InlineData("", null)]
    public void Asks_this_machine_where_the_configuration_listens(string listen, string? url) => Assert.Equal(url, StatusUrl.Of(listen)?.AbsoluteUri);

    private static LoopbackAnswer Answer(StatusReport report) => new(200, JsonSerializer.Serialize(report, StatusJson.Default.StatusReport));

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(Program.Create(), args, new() { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
