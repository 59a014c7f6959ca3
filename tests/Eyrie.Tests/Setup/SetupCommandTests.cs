using Eyrie.Commands;
using Eyrie.Demo.StandIns.Management;

namespace Eyrie.Tests.Setup;

/// <summary>What a user types, in this process, against stand-ins.</summary>
public sealed class SetupCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sets_up_checks_and_removes_by_what_the_configuration_says()
    {
        await using var bench = await SetupBench.StartAsync();
        var config = bench.Write("eyrie.yaml", $"sinks:\n  audit:\n    type: elasticsearch\n    url: {bench.Url}\n    apiKeyFile: {bench.KeyFile}\n");
        string[] common = ["setup", "elasticsearch", "--config", config, "--username", SecurityStore.AdminUser, "--password-file", bench.PasswordFile];

        var (missing, _, _) = await RunAsync([.. common, "--check"]);
        var (installed, text, error) = await RunAsync([.. common, "--key-file", bench.KeyFile, "--retention", "90d"]);
        var (same, _, _) = await RunAsync([.. common, "--check", "--retention", "90d"]);
        var (removed, _, _) = await RunAsync([.. common, "--remove"]);

        Assert.Equal((1, 0, 0, 0), (missing, installed, same, removed));
        Assert.Contains($"sinks.elasticsearch.apiKeyFile: {bench.KeyFile}", text, StringComparison.Ordinal);
        Assert.Equal("", error);
    }

    [Fact]
    public async Task Says_a_section_of_links_that_a_configuration_takes()
    {
        await using var bench = await SetupBench.StartAsync();

        var (code, output, _) = await RunAsync(
            ["setup", "elasticsearch", "--url", bench.Url, "--username", SecurityStore.AdminUser, "--password-file", bench.PasswordFile, "--kibana", bench.Kibana.Url, "--kibana-space", "soc"]);
        var config = bench.Write("links.yaml", output[output.IndexOf("links:", StringComparison.Ordinal)..]);
        var (checkedCode, _, error) = await RunAsync(["config", "check", "--config", config]);

        Assert.Equal((0, 0), (code, checkedCode));
        Assert.Contains("/view/eyrie-investigate-soc?", output, StringComparison.Ordinal);
        Assert.Contains($"kibanaUrl: {bench.Kibana.Url}/s/soc\n", output, StringComparison.Ordinal);
        Assert.Equal("", error);
    }

    [Fact]
    public async Task An_URL_of_the_command_line_goes_before_a_configured_cloud_id()
    {
        await using var bench = await SetupBench.StartAsync();
        var config = bench.Write("eyrie.yaml", "sinks:\n  elasticsearch:\n    cloudId: 'audit:ZXhhbXBsZS5jb20kYWJjJA=='\n");

        var (code, _, error) = await RunAsync(
            ["setup", "elasticsearch", "--config", config, "--url", bench.Url, "--username", SecurityStore.AdminUser, "--password-file", bench.PasswordFile]);

        Assert.Equal((0, ""), (code, error));
    }

    [Theory]
    [InlineData("--url http://localhost:1 --username me", "--username and --password-file go together")]
    [InlineData("--url http://localhost:1 --check --remove", "--check changes nothing")]
    [InlineData("--url http://localhost:1 --retention 0", "--retention '0' is no number of days")]
    [InlineData("--url http://localhost:1 --kibana-space soc", "--kibana URL is missing")]
    [InlineData("--url http://localhost:1 --kibana http://k --kibana-space ../x", "cannot be a space's id")]
    [InlineData("--url http://me:secret@localhost:1", "has a user or password in it")]
    [InlineData("--sink other --url http://localhost:1", "--sink 'other' is no sink of the type elasticsearch")]
    [InlineData("", "--url URL says where the cluster is")]
    public async Task Says_what_is_wrong_with_the_command_line(string line, string words)
    {
        var (code, output, error) = await RunAsync(["setup", "elasticsearch", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_is_away_is_told_in_a_line()
    {
        var (code, _, error) = await RunAsync(["setup", "elasticsearch", "--url", "http://127.0.0.1:1"]);

        Assert.Equal(1, code);
        Assert.StartsWith("eyrie: Elasticsearch cannot be reached", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_sets_up_what_it_is_given_and_stores_there()
    {
        await using var bench = await SetupBench.StartAsync();

        var (code, output, error) = await RunAsync(
        [
            "demo", "--duration", "2s", "--rate", "20", "--elasticsearch", bench.Url, "--elasticsearch-username", SecurityStore.AdminUser,
            "--elasticsearch-password-file", bench.PasswordFile, "--kibana", $"{bench.Kibana.Url}/s/soc",
        ]);

        Assert.True(code == 0, output + error);
        Assert.Contains("index template eyrie-alerts", output, StringComparison.Ordinal);
        Assert.Contains($"Dashboards: {bench.Kibana.Url}/s/soc/app/dashboards#/view/eyrie-overview-soc", output, StringComparison.Ordinal);
        Assert.Contains(("tag", "eyrie-soc"), bench.Kibana.Space("soc").Objects.Keys);
        Assert.True(bench.Stored > 10, output);
        Assert.Equal([], bench.Violations.Kept);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(Program.Create(), args, new() { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        Cancellation.ThrowIfCancellationRequested();
        return (code, output.ToString(), error.ToString());
    }
}
