using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Eyrie.Commands.Setup;
using Eyrie.Sinks.Elasticsearch.Setup;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Tests.Setup;

/// <summary>The set-up on a real Elasticsearch and a Kibana beside it (<see cref="RealCluster"/> says how they are named). What it made is taken away.</summary>
public sealed partial class RealSetupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [GeneratedRegex(@"\s(created|changed)(:|$)", RegexOptions.Multiline)]
    private static partial Regex Done { get; }

    [Fact]
    public async Task Installs_and_has_nothing_to_do_the_second_time()
    {
        Assert.SkipWhen(RealCluster.Named is null, RealCluster.Missing);
        await using var use = await RealClusterUse.BeginAsync(RealCluster.Named, Cancellation);
        var folder = Directory.CreateTempSubdirectory("eyrie-real-setup-");
        var options = OptionsIn(folder, RealCluster.Named, use);
        try
        {
            var (isWell, first) = await RunAsync(options, SetupAct.Install);
            var (_, second) = await RunAsync(options, SetupAct.Install);
            var (isSame, check) = await RunAsync(options, SetupAct.Check);

            Assert.True(isWell, first);
            Assert.DoesNotMatch(Done, second);
            Assert.True(isSame, check);
        }
        finally
        {
            await LeaveAsItWasAsync(options, use);
            folder.Delete(recursive: true);
        }
    }

    private static async Task LeaveAsItWasAsync(SetupOptions options, RealClusterUse use)
    {
        if (!use.WasSetUp)
        {
            await RunAsync(options, SetupAct.Remove);
        }
        else if (options.KeyFile is not null && File.Exists(options.KeyFile)) // without security there is none
        {
            var id = Encoding.UTF8.GetString(Convert.FromBase64String(await File.ReadAllTextAsync(options.KeyFile))).Split(':')[0];
            using var http = RealCluster.Named!.Client();
            using var request = new HttpRequestMessage(HttpMethod.Delete, "_security/api_key") { Content = JsonContent.Create(new { ids = new[] { id } }) };
            using var answer = await http.SendAsync(request);
        }
    }

    private static SetupOptions OptionsIn(DirectoryInfo folder, RealCluster cluster, RealClusterUse use) => new()
    {
        Elasticsearch = new()
        {
            Url = cluster.Url.ToString(),
            ApiKeyFile = Written(folder, "api-key", cluster.ApiKey),
            Username = cluster.ApiKey is null ? cluster.User : null,
            PasswordFile = cluster.ApiKey is null ? Written(folder, "password", cluster.Password) : null,
            CaFile = cluster.CaFile,
        },
        KibanaUrl = use.KibanaUrl,
        KibanaSpace = use.Space,
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
        return (await setup.RunAsync(act, isDryRun: false, output, act is SetupAct.Remove ? CancellationToken.None : Cancellation), output.ToString());
    }
}
