using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;

namespace Eyrie.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    private const string Levels = "trace, debug, information, warning, error, critical";

    public static readonly Option<string?> Config = new("--config", "-c")
    {
        Description = "The configuration file. Without it ./eyrie.yaml, then /etc/eyrie/eyrie.yaml, then none.",
        HelpName = "FILE",
    };

    public static readonly Option<LogLevel> LogLevel = new("--log-level")
    {
        Description = $"The least important messages to log: {Levels}.",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => Microsoft.Extensions.Logging.LogLevel.Information,
        CustomParser = Parse,
    };

    /// <summary>A command that reads the configuration.</summary>
    public static Command Configured(string name, string description) => new(name, description) { Config, LogLevel };

    private static Microsoft.Extensions.Logging.LogLevel Parse(ArgumentResult argument)
    {
        var word = argument.Tokens.Single().Value;
        if (!char.IsAsciiDigit(word[0]) && Enum.TryParse<Microsoft.Extensions.Logging.LogLevel>(word, ignoreCase: true, out var level))
        {
            return level;
        }

        argument.AddError($"--log-level: found '{word}', allowed: {Levels}");
        return default;
    }
}
