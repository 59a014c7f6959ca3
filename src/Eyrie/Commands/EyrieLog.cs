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

    [LoggerMessage(4004, LogLevel.Warning, "These take effect when the process is restarted, until then the old values hold: {Keys}")]
    public static partial void RestartNeeded(this ILogger logger, string keys);

    [LoggerMessage(4005, LogLevel.Information, "The {Stage} begins anew with the changed configuration: {Keys}")]
    public static partial void StageChanging(this ILogger logger, string stage, string keys);

    [LoggerMessage(4006, LogLevel.Information, "The {Stage} runs with the changed configuration")]
    public static partial void StageChanged(this ILogger logger, string stage);

    [LoggerMessage(4007, LogLevel.Error, "The {Stage} could not start with the changed configuration and runs with the old one: {Reason}")]
    public static partial void StageUnchanged(this ILogger logger, string stage, string reason);

    [LoggerMessage(4008, LogLevel.Information, "The configuration is as it was")]
    public static partial void ConfigurationUnchanged(this ILogger logger);
}
