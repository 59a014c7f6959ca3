using Microsoft.Extensions.Logging.Console;

namespace Eyrie.Commands.Logging;

/// <summary>What a log message looks like.</summary>
internal enum LogFormat
{
    /// <summary>A line for people.</summary>
    Line,

    /// <summary>A JSON object a line, with ECS' names.</summary>
    Json,
}

/// <summary>How formatters write.</summary>
internal sealed class LogFormatterOptions : ConsoleFormatterOptions
{
    /// <summary>Stacks of failures; otherwise a failure is its messages.</summary>
    public bool WithStacks { get; set; }
}
