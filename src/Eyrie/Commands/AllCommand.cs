using System.CommandLine;
using Eyrie.Enricher;
using Eyrie.Ingestor;
using Eyrie.Platform.Configuration;
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
            var loaded = Load(parsed);
            return StageHost.RunAsync(
                parsed,
                loaded,
                (services, configuration) => services
                    .AddIngestor().AddSensorReload(loaded, () => Load(parsed)).AddEnricher(configuration).AddSinks(configuration, only: null),
                cancellation);
        });
        return command;
    }

    private static LoadedConfiguration Load(ParseResult parsed)
    {
        var loaded = EyrieConfiguration.Load(parsed);
        EyrieConfiguration.RequireSensors(loaded);
        EyrieConfiguration.RequireSinks(loaded, only: null);
        return loaded;
    }
}
