using Eyrie.Commands.Setup;
using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.Elasticsearch.Setup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Demo;

/// <summary>Sets up the real Elasticsearch, and the Kibana beside it, before the demo's first document comes.</summary>
internal sealed class DemoSetup(SetupOptions options)
{
    /// <summary>The set-up; null when the stand-ins are used.</summary>
    public static DemoSetup? Of(DemoOptions options) => options.ElasticsearchUrl is { } url ? new(OptionsOf(options, url)) : null;

    /// <summary>Where a person looks at what the demo left; null without Kibana.</summary>
    public static string? Dashboards(DemoOptions options)
    {
        if (options is not { ElasticsearchUrl: { } url, KibanaUrl: not null })
        {
            return null;
        }

        using var setup = new ElasticsearchSetup(OptionsOf(options, url), TimeProvider.System, NullLogger.Instance);
        return setup.Dashboard;
    }

    /// <summary>Installs everything.</summary>
    /// <exception cref="PipelineException">Something was refused.</exception>
    public async Task RunAsync(DemoScreen screen, CancellationToken cancellation)
    {
        using var lines = new StringWriter();
        using var setup = new ElasticsearchSetup(options, TimeProvider.System, NullLogger.Instance);
        try
        {
            if (!await setup.RunAsync(SetupAct.Install, isDryRun: false, lines, cancellation))
            {
                throw new PipelineException(FailureKind.Fatal, "something in Elasticsearch has a name of Eyrie's and is not Eyrie's; see above");
            }
        }
        finally
        {
            foreach (var line in lines.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries))
            {
                screen.Show(new ScreenLine().Ours(line, Styles.Dim));
            }
        }
    }

    private static SetupOptions OptionsOf(DemoOptions options, string url) => new()
    {
        Elasticsearch = new ElasticsearchOptions
        {
            Url = url,
            ApiKeyFile = options.ElasticsearchApiKeyFile,
            Username = options.ElasticsearchUsername,
            PasswordFile = options.ElasticsearchPasswordFile,
            CaFile = options.ElasticsearchCaFile,
        },
        KibanaUrl = options.KibanaUrl,
        KibanaFiles = KibanaFiles.All,
    };
}
