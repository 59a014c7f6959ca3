using System.CommandLine;
using Eyrie.Commands.Stages;
using Eyrie.Platform.Configuration;

namespace Eyrie.Commands;

/// <summary><c>eyrie all</c></summary>
internal static class AllCommand
{
    public static Command Create()
    {
        var command = CommonOptions.Configured("all", "Run the ingestor, the enricher and the sinks in one process.");
        command.SetAction((parsed, cancellation) => StageHost.RunAsync(
            parsed, () => Load(parsed), [StageDefinition.Ingestor, StageDefinition.Enricher, StageDefinition.Sinks(only: null)], cancellation));
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
