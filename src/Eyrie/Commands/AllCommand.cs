using System.CommandLine;
using Eyrie.Enricher;
using Eyrie.Ingestor;
using Eyrie.Sinks;

namespace Eyrie.Commands;

/// <summary><c>eyrie all</c></summary>
internal static class AllCommand
{
    public static Command Create()
    {
        var command = CommonOptions.Configured("all", "Run the ingestor, the enricher and the sinks in one process.");
        command.SetAction((parsed, cancellation) =>
        {
            var loaded = EyrieConfiguration.Load(parsed);
            EyrieConfiguration.RequireSensors(loaded);
            EyrieConfiguration.RequireSinks(loaded, only: null);
            return StageHost.RunAsync(
                parsed,
                loaded,
                (services, configuration) => services.AddIngestor().AddEnricher(configuration).AddSinks(configuration, only: null),
                cancellation);
        });
        return command;
    }
}
