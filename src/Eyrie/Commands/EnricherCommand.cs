using System.CommandLine;
using Eyrie.Commands.Stages;

namespace Eyrie.Commands;

/// <summary><c>eyrie enricher</c></summary>
internal static class EnricherCommand
{
    public static Command Create()
    {
        var command = CommonOptions.Configured("enricher", "Turn sensor events into alerts and activity, exactly once.");
        command.SetAction((parsed, cancellation) => StageHost.RunAsync(
            parsed, () => EyrieConfiguration.Load(parsed, "sensors", "ingestor", "sinks"), [StageDefinition.Enricher], cancellation));
        return command;
    }
}
