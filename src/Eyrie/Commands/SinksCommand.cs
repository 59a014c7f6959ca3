using System.CommandLine;
using Eyrie.Commands.Stages;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;

namespace Eyrie.Commands;

/// <summary><c>eyrie sinks</c></summary>
internal static class SinksCommand
{
    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Run these sinks alone, by name, separated by commas.",
        HelpName = "NAMES",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = argument =>
        [
            .. argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Select(name => name.ToLowerInvariant()),
        ],
    };

    public static Command Create()
    {
        var command = CommonOptions.Configured("sinks", "Deliver alerts to the configured sinks, each with a consumer group of its own.");
        command.Add(Only);
        command.SetAction((parsed, cancellation) =>
        {
            var only = parsed.GetValue(Only) is { Length: > 0 } names ? names : null;
            NativeHeap.KeepSmall(); // many clients, few bytes a second: targets are the slow part
            return StageHost.RunAsync(parsed, () => Load(parsed, only), [StageDefinition.Sinks(only)], cancellation);
        });
        return command;
    }

    private static LoadedConfiguration Load(ParseResult parsed, string[]? only)
    {
        string[] unused = ["sensors", "ingestor", "enricher"];
        var loaded = EyrieConfiguration.Load(parsed, [.. unused, .. OtherSinks(only, () => EyrieConfiguration.Load(parsed, [.. unused, "sinks"]))]);
        EyrieConfiguration.RequireSinks(loaded, only);
        return loaded;
    }

    // What those lack that do not run here does not matter here; their names are in the configuration itself.
    private static IEnumerable<string> OtherSinks(string[]? only, Func<LoadedConfiguration> load) => only is null
        ? []
        : EyrieConfiguration.SinkNames(load().Configuration).Where(name => !only.Contains(name, StringComparer.Ordinal)).Select(name => $"sinks.{name}");
}
