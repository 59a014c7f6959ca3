using System.CommandLine;
using Eyrie.Ingestor;
using Eyrie.Platform.Configuration;

namespace Eyrie.Commands;

/// <summary><c>eyrie ingestor</c></summary>
internal static class IngestorCommand
{
    public static Command Create()
    {
        var command = CommonOptions.Configured("ingestor", "Read the configured sensors and publish what they say, untouched, to Kafka.");
        command.Add(CommonOptions.Stdin);
        command.SetAction((parsed, cancellation) =>
        {
            var loaded = Load(parsed);
            return StageHost.RunAsync(
                parsed, loaded, (services, _) => services.AddIngestor().AddSensorReload(loaded, () => Load(parsed)), cancellation);
        });
        return command;
    }

    private static LoadedConfiguration Load(ParseResult parsed)
    {
        var loaded = EyrieConfiguration.Load(parsed, "enricher", "sinks");
        EyrieConfiguration.RequireSensors(loaded);
        return loaded;
    }
}
