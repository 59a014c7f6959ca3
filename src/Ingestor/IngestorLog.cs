using Eyrie.Ingestor.Sensors;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor;

internal static partial class IngestorLog
{
    [LoggerMessage(1001, LogLevel.Information, "Reading {Sensor}: {What}")]
    public static partial void SensorConnected(this ILogger logger, string sensor, string what);

    [LoggerMessage(1002, LogLevel.Warning, "Lost {Sensor}: {Cause}. Connecting again in {DelaySeconds:0.0} s, then with growing waits")]
    public static partial void SensorLost(
        this ILogger logger, string sensor, string cause, double delaySeconds);

    [LoggerMessage(1003, LogLevel.Warning, "Cannot read {Sensor}: {Cause}. Trying on; the next line about it is when that changes")]
    public static partial void SensorUnreachable(this ILogger logger, string sensor, string cause);

    [LoggerMessage(1004, LogLevel.Debug, "{Sensor} is still not to be read, trying again in {DelaySeconds:0.0} s")]
    public static partial void SensorStillUnreachable(this ILogger logger, string sensor, double delaySeconds);

    [LoggerMessage(1007, LogLevel.Error, "Kafka rejects event {Id} of {Sensor}, {Bytes} bytes; it goes to dead.v1: {Reason}")]
    public static partial void EventRejected(this ILogger logger, string sensor, string id, int bytes, string reason);

    [LoggerMessage(1008, LogLevel.Error, "Stopping lost {Lost} events: they were neither in Kafka nor on disk")]
    public static partial void EventsLost(this ILogger logger, long lost);

    [LoggerMessage(1009, LogLevel.Warning, "Kafka takes no events, they stay in the spool: {Trouble}")]
    public static partial void PublishingTroubled(this ILogger logger, string trouble);

    [LoggerMessage(1010, LogLevel.Information, "Kafka takes events again")]
    public static partial void PublishingRecovered(this ILogger logger);

    [LoggerMessage(1012, LogLevel.Warning, "About {Left} events are left in the spool; the next start publishes them")]
    public static partial void EventsLeft(this ILogger logger, long left);

    [LoggerMessage(1013, LogLevel.Information, "Not reading {Sensor} any more: the configuration has changed")]
    public static partial void SensorStopped(this ILogger logger, string sensor);

    [LoggerMessage(1014, LogLevel.Error, "{Sensor} cannot be read with its settings; the other sensors are read on")]
    public static partial void SensorGivenUp(this ILogger logger, Exception cause, string sensor);

    [LoggerMessage(1011, LogLevel.Debug, "{Sensor} says {Notice} ({Format}, {Bytes} bytes)")]
    public static partial void SensorNoticed(this ILogger logger, string sensor, SensorNotice notice, string format, int bytes);

    [LoggerMessage(1060, LogLevel.Warning, "{Sensor} has no addresses at {Address}: {Cause}. Asking on; {Known} that were known are read as before")]
    public static partial void NameNotResolved(this ILogger logger, string sensor, string address, string cause, int known);

    [LoggerMessage(1061, LogLevel.Information, "Not reading {Sensor} at {Address} any more: {Name} has it no longer")]
    public static partial void AddressGone(this ILogger logger, string sensor, string address, string name);

    [LoggerMessage(1080, LogLevel.Error, "A health event ({Kind} of {Sensor}) could not be told")]
    public static partial void HealthNotTold(this ILogger logger, Exception cause, string kind, string sensor);

    [LoggerMessage(1081, LogLevel.Error, "The health events could not be flushed")]
    public static partial void HealthNotFlushed(this ILogger logger, Exception cause);

    [LoggerMessage(1082, LogLevel.Warning, "{Sensor} has said nothing for {Minutes:0.#} min")]
    public static partial void SensorSilent(this ILogger logger, string sensor, double minutes);

    [LoggerMessage(1083, LogLevel.Information, "{Sensor} speaks again after a silence of {Minutes:0.#} min")]
    public static partial void SensorHeard(this ILogger logger, string sensor, double minutes);

    [LoggerMessage(1084, LogLevel.Warning, "{Sensor} is version {Version} now, it was {Previous}")]
    public static partial void SensorRestarted(this ILogger logger, string sensor, string version, string previous);

    [LoggerMessage(1020, LogLevel.Warning, "{Sensor} answered {Status} to {Count} requests, the last from {Client} ({Kind}): {Answer}")]
    public static partial void HttpRefused(
        this ILogger logger, string sensor, int status, int count, System.Net.IPAddress? client, string kind, string answer);

    [LoggerMessage(1021, LogLevel.Error, "{Sensor} could not answer a request")]
    public static partial void HttpRequestFailed(this ILogger logger, Exception cause, string sensor);

    [LoggerMessage(1022, LogLevel.Information, "{Sensor} has read {Files} again")]
    public static partial void FilesReadAgain(this ILogger logger, string sensor, string files);

    [LoggerMessage(1023, LogLevel.Error, "{Sensor} goes on with what it read before: {Cause}")]
    public static partial void FilesNotUsed(this ILogger logger, string sensor, string cause);

    [LoggerMessage(1100, LogLevel.Error, "Events are being dropped: {Reason}. Kafka is away or too slow, and the spool holds no more")]
    public static partial void DroppingBegan(this ILogger logger, string reason);

    [LoggerMessage(1101, LogLevel.Warning, "No events are dropped any more; {Dropped} were")]
    public static partial void DroppingEnded(this ILogger logger, long dropped);

    [LoggerMessage(1102, LogLevel.Error, "Damage in the spool took {Records} records")]
    public static partial void SpoolCorrupt(this ILogger logger, long records);

    [LoggerMessage(1103, LogLevel.Error, "Cannot read {Segment} of the spool: {Cause}")]
    public static partial void SegmentUnreadable(this ILogger logger, string cause, string segment);

    [LoggerMessage(1104, LogLevel.Error, "The spool {Folder} cannot be used: {Cause}. Events are kept in memory alone; it is tried again every 5 s")]
    public static partial void SpoolUnusable(this ILogger logger, string folder, string cause);

    [LoggerMessage(1105, LogLevel.Information, "The spool {Folder} can be used again")]
    public static partial void SpoolRecovered(this ILogger logger, string folder);

    [LoggerMessage(1106, LogLevel.Error, "Kafka cannot be written to yet: {Trouble}")]
    public static partial void TopicUnusable(this ILogger logger, string trouble);
    [LoggerMessage(1062, LogLevel.Information, "{Sensor} at {Address} knows {Processes} processes; they are taken in beside the events")]
    public static partial void ProcessesSeeded(this ILogger logger, string sensor, string address, int processes);

    [LoggerMessage(1063, LogLevel.Warning, "The processes that {Sensor} at {Address} knows are not to be had: {Cause}. Ancestry lacks what began before we listened")]
    public static partial void ProcessesNotSeeded(this ILogger logger, string sensor, string address, string cause);

    [LoggerMessage(1064, LogLevel.Warning, "{Sensor} at {Address} is not healthy: {Cause}")]
    public static partial void SensorUnhealthy(this ILogger logger, string sensor, string address, string cause);

    [LoggerMessage(1065, LogLevel.Information, "{Sensor} at {Address} is healthy again")]
    public static partial void SensorHealthy(this ILogger logger, string sensor, string address);

    [LoggerMessage(1066, LogLevel.Warning, "{Key} of {Sensor} hides processes: {Hidden}. Ancestry and the join of Falco's alerts will lack them")]
    public static partial void FiltersHideProcesses(this ILogger logger, string sensor, string key, string hidden);

    [LoggerMessage(1067, LogLevel.Warning, "{Others} other connections to {Address} of {Sensor}: Falco gives each alert to one client only, so somebody else gets some of them")]
    public static partial void SocketShared(this ILogger logger, string sensor, string address, int others);
}
