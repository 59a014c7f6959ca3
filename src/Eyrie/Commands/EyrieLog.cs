using Microsoft.Extensions.Logging;

namespace Eyrie.Commands;

internal static partial class EyrieLog
{
    [LoggerMessage(4001, LogLevel.Information, "Eyrie {Version} runs '{Stage}' with {Configuration}, Kafka at {Brokers}")]
    public static partial void Started(this ILogger logger, string version, string stage, string configuration, string brokers);
}
