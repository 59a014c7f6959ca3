using System.CommandLine;
using Eyrie.Ingestor;

namespace Eyrie.Commands;

/// <summary><c>eyrie ingestor</c></summary>
internal static class IngestorCommand
{
    public static Command Create()
    {
        var command = CommonOptions.Configured("ingestor", "Read the configured sensors and publish what they say, untouched, to Kafka.");
        command.SetAction((parsed, cancellation) =>
        {
            var loaded = EyrieConfiguration.Load(parsed, "enricher", "sinks");
            EyrieConfiguration.RequireSensors(loaded);
            return StageHost.RunAsync(parsed, loaded, (services, _) => services.AddIngestor(), cancellation);
        });
        return command;
    }
}
