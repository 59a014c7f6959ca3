using System.CommandLine;
using Eyrie.Sinks;

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
            var loaded = EyrieConfiguration.Load(parsed, ["sensors", "ingestor", "enricher", .. OtherSinks(only)]);
            EyrieConfiguration.RequireSinks(loaded, only);
            return StageHost.RunAsync(parsed, loaded, (services, configuration) => services.AddSinks(configuration, only), cancellation);
        });
        return command;
    }

    private static IEnumerable<string> OtherSinks(string[]? only) => only is null
        ? []
        : SinksRegistration.Sections.Select(section => section.Path.Replace(':', '.').ToLowerInvariant())
            .Where(path => path.Contains('.', StringComparison.Ordinal) && !only.Contains(path[(path.LastIndexOf('.') + 1)..], StringComparer.Ordinal));
}
