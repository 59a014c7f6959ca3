using Microsoft.Extensions.Logging;

namespace Eyrie.Commands;

internal static partial class EyrieLog
{
    [LoggerMessage(4001, LogLevel.Information, "Eyrie {Version} runs '{Stage}' with {Configuration}, Kafka at {Brokers}")]
    public static partial void Started(this ILogger logger, string version, string stage, string configuration, string brokers);

    [LoggerMessage(4002, LogLevel.Information, "The sensors are now: {Sensors}")]
    public static partial void SensorsReloaded(this ILogger logger, string sensors);

    [LoggerMessage(4003, LogLevel.Error, "The changed configuration is not used, the old one stays: {Problems}")]
    public static partial void ConfigurationRefused(this ILogger logger, string problems);

    [LoggerMessage(4004, LogLevel.Warning, "Only sensors are taken over without a restart; these wait for one: {Keys}")]
    public static partial void RestartNeeded(this ILogger logger, string keys);
}
