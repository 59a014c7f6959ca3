using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Eyrie.Commands.Logging;
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

    public static readonly Option<LogFormat> LogFormat = new("--log-format")
    {
        Description = "What log messages on the standard error are: line (for people) or json (an object a line, with ECS' names).",
        HelpName = "line|json",
        DefaultValueFactory = _ => Logging.LogFormat.Line,
        CustomParser = ParseFormat,
    };

    /// <summary>A sensor on the standard input, beside those that are configured.</summary>
    public static readonly Option<string?> Stdin = AcceptingSensors(new("--stdin")
    {
        Description = "Read the JSON lines of this sensor from the standard input, too; without other sensors the process ends where it ends.",
        HelpName = "falco|tetragon",
    });

    /// <summary>A command that reads the configuration.</summary>
    public static Command Configured(string name, string description) => new(name, description) { Config, LogLevel, LogFormat };

    /// <summary>Reads a whole number, and says in words when it is none.</summary>
    public static long ReadNumber(ArgumentResult argument, long least, long most)
    {
        var text = argument.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} '{text}' is no whole number from {least} to {most}");
        return least;
    }

    private static Option<string?> AcceptingSensors(Option<string?> option)
    {
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not ("falco" or "tetragon") and var found }])
            {
                result.AddError($"--stdin: found '{found}', allowed: falco, tetragon");
            }
        });
        return option;
    }

    private static LogFormat ParseFormat(ArgumentResult argument)
    {
        switch (argument.Tokens.Single().Value)
        {
            case "line": return Logging.LogFormat.Line;
            case "json": return Logging.LogFormat.Json;
            case var word:
                argument.AddError($"--log-format: found '{word}', allowed: line, json");
                return default;
        }
    }

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
