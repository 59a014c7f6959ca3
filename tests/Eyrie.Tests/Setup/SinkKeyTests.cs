using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch.Setup;

namespace Eyrie.Tests.Setup;

public sealed class SinkKeyTests
{
    private const string Alerts = "logs-eyrie.alerts-default";

    [Theory]
    [InlineData("7.10.2")]
    [InlineData("9.1.0")]
    public async Task Makes_a_key_that_stores_documents_and_may_do_nothing_else(string version)
    {
        await using var bench = await SetupBench.StartAsync(version);
        bench.Options = bench.Options with { KeyFile = bench.KeyFile };

        await bench.RunAsync();

        var key = (await File.ReadAllTextAsync(bench.KeyFile, TestContext.Current.CancellationToken)).Trim();
        Assert.Equal(200, (await bench.StoreAsync(Alerts, "a", key)).Status);
        Assert.Equal(403, (await bench.SendAsync(HttpMethod.Delete, $"_data_stream/{Alerts}", key: key)).Status);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.KeyFile));
        }
    }

    [Fact]
    public async Task A_key_that_works_stays_and_one_that_does_not_is_replaced()
    {
        await using var bench = await SetupBench.StartAsync();
        bench.Options = bench.Options with { KeyFile = bench.KeyFile };
        await bench.RunAsync();
        var first = await File.ReadAllTextAsync(bench.KeyFile, TestContext.Current.CancellationToken);

        var (_, second) = await bench.RunAsync();
        Assert.Contains("works", second, StringComparison.Ordinal);
        Assert.Equal(first, await File.ReadAllTextAsync(bench.KeyFile, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(bench.KeyFile, "bm9ib2R5OmtleQ==", TestContext.Current.CancellationToken);
        Assert.Contains("does not take", (await bench.RunAsync(SetupAct.Check)).Text, StringComparison.Ordinal);
        await bench.RunAsync();
        Assert.True((await bench.RunAsync(SetupAct.Check)).IsWell);
    }

    [Fact]
    public async Task Says_that_a_key_cannot_make_keys()
    {
        await using var bench = await SetupBench.StartAsync();
        bench.Options = bench.Options with
        {
            KeyFile = bench.KeyFile,
            Elasticsearch = bench.Options.Elasticsearch with { Username = null, PasswordFile = null, ApiKeyFile = bench.Write("admin-key", SetupBench.AdminKey) },
        };

        var refusal = await Assert.ThrowsAsync<PipelineException>(() => bench.RunAsync());

        Assert.Contains("--username", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(bench.KeyFile));
    }

    [Fact]
    public async Task No_key_and_no_password_is_ever_shown()
    {
        await using var bench = await SetupBench.StartAsync();
        bench.Options = bench.Options with { KeyFile = bench.KeyFile };

        var text = (await bench.RunAsync(isDryRun: true)).Text + (await bench.RunAsync()).Text + (await bench.RunAsync(SetupAct.Check)).Text;

        Assert.DoesNotContain((await File.ReadAllTextAsync(bench.KeyFile, TestContext.Current.CancellationToken)).Trim(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("changeme", text, StringComparison.Ordinal);
    }
}
