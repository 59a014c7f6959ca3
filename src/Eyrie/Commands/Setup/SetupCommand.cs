using System.CommandLine;
using Eyrie.Commands.Logging;
using Eyrie.Sinks.Elasticsearch.Setup;
using Microsoft.Extensions.Logging;

namespace Eyrie.Commands.Setup;

/// <summary><c>eyrie setup elasticsearch</c></summary>
internal static class SetupCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show each request that would change something, as Kibana's console takes it, and send none." };

    private static readonly Option<bool> Check = new("--check") { Description = "Compare with what should be, change nothing; exit code 1 when something is missing or differs." };

    private static readonly Option<bool> Remove = new("--remove") { Description = "Remove what Eyrie made; the documents stay." };

    public static Command Create()
    {
        var elasticsearch = CommonOptions.Configured(
            "elasticsearch", "Install templates, lifecycle, a role and an API key for the sink, and Kibana's data views and dashboards. Safe to repeat.");
        foreach (var option in (Option[])[DryRun, Check, Remove])
        {
            elasticsearch.Add(option);
        }

        SetupArguments.AddTo(elasticsearch);
        elasticsearch.Validators.Add(command =>
        {
            foreach (var problem in SetupArguments.Problems(command))
            {
                command.AddError(problem);
            }

            if (command.GetValue(Check) && (command.GetValue(Remove) || command.GetValue(DryRun)))
            {
                command.AddError("--check changes nothing: it goes neither with --remove nor with --dry-run");
            }
        });
        elasticsearch.SetAction(RunAsync);
        return new("setup", "Prepare what Eyrie delivers to.") { elasticsearch };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks");
        var options = SetupArguments.Read(parsed, loaded.Configuration);
        var output = parsed.InvocationConfiguration.Output;
        var act = parsed.GetValue(Remove) ? SetupAct.Remove : parsed.GetValue(Check) ? SetupAct.Check : SetupAct.Install;
        var isDryRun = parsed.GetValue(DryRun);
        using var logging = LoggerFactory.Create(builder => builder.AddLines(parsed.GetValue(CommonOptions.LogLevel), parsed.GetValue(CommonOptions.LogFormat)));
        using var setup = new ElasticsearchSetup(options, TimeProvider.System, logging.CreateLogger<ElasticsearchSetup>());
        var isWell = await setup.RunAsync(act, isDryRun, output, cancellation);
        if (act is SetupAct.Install && isWell && !isDryRun)
        {
            await output.WriteAsync(NextSteps(options, setup));
        }

        return isWell ? 0 : 1;
    }

    private static string NextSteps(SetupOptions options, ElasticsearchSetup setup) =>
        (options.KeyFile is { } file ? $"The sink's key: sinks.elasticsearch.apiKeyFile: {Path.GetFullPath(file)}\n" : "")
        + (setup.Dashboard is { } url ? $"Dashboards: {url}\nFor links in messages to people:\n{setup.Links}" : "");
}
