using System.CommandLine;
using Eyrie.Commands;
using Eyrie.Commands.Dead;
using Eyrie.Commands.Setup;
using Eyrie.Commands.Stages;
using Eyrie.Commands.Status;
using Eyrie.Commands.Tail;

namespace Eyrie;

/// <summary>The table of contents: what this executable can do.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => CommandLine.RunAsync(Create().WithExamples(), args, new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = StageHost.ShutdownTimeout + TimeSpan.FromSeconds(5),
    });

    internal static RootCommand Create() => new("Streams Falco and Tetragon into Kafka, adds pod and process ancestry to every alert, delivers to Elasticsearch, Slack and PagerDuty.")
    {
        DemoCommand.Create(),
        SimulateCommand.Create(),
        IngestorCommand.Create(),
        EnricherCommand.Create(),
        SinksCommand.Create(),
        AllCommand.Create(),
        PodsCommand.Create(),
        StatusCommand.Create(),
        ReplayCommand.Create(),
        TailCommand.Create(),
        ExplainCommand.Create(),
        NoiseCommand.Create(),
        DeadCommand.Create(),
        RouteCommand.Create(),
        SilenceCommand.Create(),
        TopicsCommand.Create(),
        SetupCommand.Create(),
        ConfigCommand.Create(),
    };
}
