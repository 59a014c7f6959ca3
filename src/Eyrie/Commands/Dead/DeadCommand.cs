using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Letters;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands.Dead;

/// <summary><c>eyrie dead</c>: looks after what no stage could take.</summary>
internal static class DeadCommand
{
    /// <summary>JSON as all these commands write it: nothing in it that a terminal could obey.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default,
    };

    /// <summary>The same on one line.</summary>
    public static readonly JsonSerializerOptions JsonLine = new(Json) { WriteIndented = false };

    public static readonly Option<bool> AsJson = new("--json") { Description = "Write JSON." };

    public static Command Create() => new("dead", "See, send again or drop what a stage could not take (dead letters).")
    {
        DeadListCommand.Create(),
        DeadShowCommand.Create(),
        DeadRetryCommand.Create(),
        DeadDropCommand.Create(),
    };

    /// <summary>What these commands work with.</summary>
    public static ServiceProvider Build(ParseResult parsed) =>
        CommandServices.Of(parsed, EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks").Configuration)
            .AddSingleton(provider => new LetterBox(
                provider.GetRequiredService<KafkaClients>(), provider.GetRequiredService<Topics>(), provider.GetRequiredService<TimeProvider>()))
            .BuildServiceProvider();

    /// <summary>Runs what blocks on a thread of its own, so that an interruption is heard.</summary>
    public static Task<int> OnThread(Func<int> run, CancellationToken cancellation) =>
        Task.Factory.StartNew(run, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
