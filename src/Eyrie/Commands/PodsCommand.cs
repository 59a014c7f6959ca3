using System.CommandLine;
using Eyrie.Commands.Stages;

namespace Eyrie.Commands;

/// <summary><c>eyrie pods</c></summary>
internal static class PodsCommand
{
    public static Command Create()
    {
        var command = CommonOptions.Configured("pods", "Watch a cluster's pods for all Enrichers (enricher.pods.source: topic): one of it a cluster writes pods.v1.");
        command.SetAction((parsed, cancellation) => StageHost.RunAsync(
            parsed, () => EyrieConfiguration.Load(parsed, "sensors", "ingestor", "sinks"), [StageDefinition.Pods], cancellation));
        return command;
    }
}
