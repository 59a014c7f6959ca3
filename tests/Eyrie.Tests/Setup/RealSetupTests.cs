using Eyrie.Commands.Setup;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.Elasticsearch.Setup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Tests.Setup;

/// <summary>
/// The set-up on a real Elasticsearch, <c>EYRIE_TEST_ELASTICSEARCH=http://user:password@host:9200</c>, and a Kibana beside it,
/// <c>EYRIE_TEST_KIBANA=http://host:5601</c>, in a space of its own. Templates stay there: other tests use them.
/// </summary>
public sealed class RealSetupTests
{
    private const string Space = "eyrie-test";
    private static readonly string? Url = Environment.GetEnvironmentVariable("EYRIE_TEST_ELASTICSEARCH");
    private static readonly string? Kibana = Environment.GetEnvironmentVariable("EYRIE_TEST_KIBANA");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Installs_and_has_nothing_to_do_the_second_time()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Url), "EYRIE_TEST_ELASTICSEARCH names no Elasticsearch");
        var folder = Directory.CreateTempSubdirectory("eyrie-real-setup-");
        try
        {
            var options = OptionsIn(folder);

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

    private static SetupOptions OptionsIn(DirectoryInfo folder)
    {
        var url = new UriBuilder(Url!);
        var (user, password) = (Uri.UnescapeDataString(url.UserName), Uri.UnescapeDataString(url.Password));
        (url.UserName, url.Password) = ("", "");
        var passwordFile = Path.Combine(folder.FullName, "password");
        File.WriteAllText(passwordFile, password);
        var elasticsearch = new ElasticsearchOptions { Url = url.Uri.ToString() };
        return new()
        {
            Elasticsearch = user.Length > 0 ? elasticsearch with { Username = user, PasswordFile = passwordFile } : elasticsearch,
            KibanaUrl = string.IsNullOrEmpty(Kibana) ? null : Kibana,
            KibanaSpace = Space,
            KibanaFiles = KibanaFiles.All,
            KeyFile = Path.Combine(folder.FullName, "key"),
        };
    }

    private static async Task<(bool IsWell, string Text)> RunAsync(SetupOptions options, SetupAct act)
    {
        using var output = new StringWriter();
        using var setup = new ElasticsearchSetup(options, TimeProvider.System, NullLogger.Instance);
        return (await setup.RunAsync(act, isDryRun: false, output, Cancellation), output.ToString());
    }
}
