using Microsoft.Extensions.Logging;

namespace Eyrie.Platform;

internal static partial class PlatformLog
{
    [LoggerMessage(9001, LogLevel.Error, "{Client} cannot use Kafka: {Trouble}")]
    public static partial void KafkaRefused(this ILogger logger, string client, string trouble);

    [LoggerMessage(9002, LogLevel.Warning, "Kafka: none of the brokers {Brokers} can be reached ({Trouble}). Trying on; it is said again only if that changes")]
    public static partial void KafkaUnreachable(this ILogger logger, string brokers, string trouble);

    [LoggerMessage(9003, LogLevel.Debug, "{Client} {Facility}: {Message}")]
    public static partial void KafkaSaid(this ILogger logger, string client, string facility, string message);

    [LoggerMessage(9004, LogLevel.Critical, "{Worker} failed, so this process ends")]
    public static partial void WorkerFailed(this ILogger logger, Exception cause, string worker);

    [LoggerMessage(9005, LogLevel.Warning, "{Topic} cannot be read, trying again in {DelaySeconds} s; what was read of it holds: {Cause}")]
    public static partial void WholeTopicLost(this ILogger logger, string topic, double delaySeconds, string cause);

    [LoggerMessage(9006, LogLevel.Warning, "{Topic}: the record at offset {Offset} cannot be read and is left out: {Cause}. This is told once a minute at most; {Untold} others were left out since the last time")]
    public static partial void WholeTopicUnreadable(this ILogger logger, string topic, long offset, string cause, long untold);

    [LoggerMessage(9010, LogLevel.Information, "Serving /livez, /readyz, /status and /metrics at {Url}")]
    public static partial void OperatingEndpointsServed(this ILogger logger, Uri url);

    [LoggerMessage(9011, LogLevel.Warning, "No /livez, /readyz, /status and /metrics: {Cause} (empty: none). All else goes on")]
    public static partial void OperatingEndpointsMissing(this ILogger logger, string cause);
}
