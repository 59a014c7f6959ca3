using Eyrie.Commands.Setup;
using Eyrie.Sinks.Elasticsearch.Setup;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Tests.Setup;

/// <summary>
/// The set-up on a real Elasticsearch and a Kibana beside it (<see cref="RealCluster"/> says how they are named), in a space of its own.
/// Templates stay there: other tests use them.
/// </summary>
public sealed class RealSetupTests
{
    private const string Space = "eyrie-test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Installs_and_has_nothing_to_do_the_second_time()
    {
        Assert.SkipWhen(RealCluster.Named is null, RealCluster.Missing);
        var folder = Directory.CreateTempSubdirectory("eyrie-real-setup-");
        try
        {
            var options = OptionsIn(folder, RealCluster.Named);

            var (isWell, first) = await RunAsync(options, SetupAct.Install);
            var (_, second) = await RunAsync(options, SetupAct.Install);
            var (isSame, check) = await RunAsync(options, SetupAct.Check);

            Assert.True(isWell, first);
            Assert.DoesNotContain(second.Split('\n'), line => line.Contains(" created", StringComparison.Ordinal) || line.Contains(" changed", StringComparison.Ordinal));
            Assert.True(isSame, check);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SetupOptions OptionsIn(DirectoryInfo folder, RealCluster cluster) => new()
    {
        Elasticsearch = new()
        {
            Url = cluster.Url.ToString(),
            ApiKeyFile = Written(folder, "api-key", cluster.ApiKey),
            Username = cluster.ApiKey is null ? cluster.User : null,
            PasswordFile = cluster.ApiKey is null ? Written(folder, "password", cluster.Password) : null,
            CaFile = cluster.CaFile,
        },
        KibanaUrl = cluster.KibanaUrl?.ToString(),
        KibanaSpace = Space,
        KibanaFiles = KibanaFiles.All,
        KeyFile = cluster.ApiKey is null ? Path.Combine(folder.FullName, "key") : null, // an API key cannot make another one that may more
    };

    private static string? Written(DirectoryInfo folder, string name, string? secret)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, secret);
        return secret is null ? null : path;
    }

    private static async Task<(bool IsWell, string Text)> RunAsync(SetupOptions options, SetupAct act)
    {
        using var output = new StringWriter();
        using var setup = new ElasticsearchSetup(options, TimeProvider.System, NullLogger.Instance);
        return (await setup.RunAsync(act, isDryRun: false, output, Cancellation), output.ToString());
    }
}
