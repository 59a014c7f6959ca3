using System.CommandLine;
using Eyrie.Commands.Stages;
using Eyrie.Platform.Configuration;

namespace Eyrie.Commands;

/// <summary><c>eyrie ingestor</c></summary>
internal static class IngestorCommand
{
    public static Command Create()
    {
        var command = CommonOptions.Configured("ingestor", "Read the configured sensors and publish what they say, untouched, to Kafka.");
        command.Add(CommonOptions.Stdin);
        command.SetAction((parsed, cancellation) => StageHost.RunAsync(parsed, () => Load(parsed), [StageDefinition.Ingestor], cancellation));
        return command;
    }

    private static LoadedConfiguration Load(ParseResult parsed)
    {
        var loaded = EyrieConfiguration.Load(parsed, "enricher", "sinks");
        EyrieConfiguration.RequireSensors(loaded);
        return loaded;
    }
}
