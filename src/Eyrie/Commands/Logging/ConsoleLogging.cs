using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Eyrie.Commands.Logging;

/// <summary>Sets up logging on the console.</summary>
internal static class ConsoleLogging
{
    /// <summary>Logs to the error output, so that what a command prints stays clean.</summary>
    public static ILoggingBuilder AddLines(this ILoggingBuilder logging, LogLevel level, LogFormat format)
    {
        logging.Services.AddSingleton(TimeProvider.System);
        logging.SetMinimumLevel(level);
        if (level > LogLevel.Debug)
        {
            logging.AddFilter("Microsoft", LogLevel.Warning)
                .AddFilter("System", LogLevel.Warning)
                .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // says with a stack what HostExit says in a line
        }

        return logging
            .AddConsole(console =>
            {
                console.FormatterName = format is LogFormat.Json ? JsonFormatter.FormatterName : LineFormatter.FormatterName;
                console.LogToStandardErrorThreshold = LogLevel.Trace;
            })
            .AddConsoleFormatter<LineFormatter, LogFormatterOptions>(options => options.WithStacks = level <= LogLevel.Debug)
            .AddConsoleFormatter<JsonFormatter, LogFormatterOptions>(options => options.WithStacks = level <= LogLevel.Debug);
    }
}
