using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

internal static partial class EnricherLog
{
    [LoggerMessage(2001, LogLevel.Information, "Enriching as {Instance}")]
    public static partial void SessionStarted(this ILogger logger, string instance);

    [LoggerMessage(2002, LogLevel.Warning, "Lost the session with Kafka, starting over in {DelaySeconds:0.0} s from what Kafka remembers")]
    public static partial void SessionLost(this ILogger logger, Exception cause, double delaySeconds);

    [LoggerMessage(2003, LogLevel.Information, "Partitions {Partitions} are ours: {Processes} processes, {Waiting} waiting alerts, {Incidents} incidents remembered, read in {Seconds:0.00} s")]
    public static partial void PartitionsRestored(this ILogger logger, string partitions, int processes, int waiting, int incidents, double seconds);

    [LoggerMessage(2004, LogLevel.Information, "Partitions {Partitions} are no longer ours")]
    public static partial void PartitionsRevoked(this ILogger logger, string partitions);

    [LoggerMessage(2005, LogLevel.Warning, "Cannot read the remembered {Key}, going on without it: {Problem}")]
    public static partial void StateUnreadable(this ILogger logger, string? key, string problem);

    [LoggerMessage(2006, LogLevel.Warning, "Dead-lettered record {Partition}/{Offset} of {Topic}: {Problem}")]
    public static partial void RecordRejected(this ILogger logger, string topic, int partition, long offset, string problem);

    [LoggerMessage(2007, LogLevel.Information, "Read the pods file {Path} again")]
    public static partial void PodsRead(this ILogger logger, string path);

    [LoggerMessage(2008, LogLevel.Warning, "Keeping the pods known before: {Problem}")]
    public static partial void PodsUnreadable(this ILogger logger, string problem);

    [LoggerMessage(2010, LogLevel.Error, "{Topic} refuses a record of {Bytes} bytes; larger ones than {Limit} are cut from now on. 'eyrie topics create' sets its limit: {Problem}")]
    public static partial void TopicTakesLess(this ILogger logger, string topic, int bytes, int limit, string problem);

    [LoggerMessage(2011, LogLevel.Warning, "Not remembered for the next start, {Bytes} bytes are too many for {Topic}: {Key}")]
    public static partial void TooLargeToRemember(this ILogger logger, int bytes, string topic, string? key);

    [LoggerMessage(2012, LogLevel.Error, "Lost {Count} alerts of partition {Partition}: they waited for their process, and {Topic} does not hold them any more (ids {Ids})")]
    public static partial void WaitingLost(this ILogger logger, int count, int partition, string topic, string ids);

    [LoggerMessage(2013, LogLevel.Warning, "Cannot write {Key} to remember it, going on without it: {Problem}")]
    public static partial void StateUnwritable(this ILogger logger, string key, string problem);

    [LoggerMessage(2014, LogLevel.Information, "{Workers} workers: enricher.workers asks for {Wanted}, this machine has no more processors")]
    public static partial void WorkersBounded(this ILogger logger, int workers, int wanted);

    [LoggerMessage(2040, LogLevel.Information, "In sync with the cluster at {Server}: {Counts}")]
    public static partial void PodsInSync(this ILogger logger, string server, string counts);

    [LoggerMessage(2041, LogLevel.Warning, "Not in sync with the cluster, enriching with what is known: {Problem}; trying {Resource} again in {DelaySeconds:0.0} s")]
    public static partial void PodsLost(this ILogger logger, Exception? cause, string problem, string resource, double delaySeconds);

    [LoggerMessage(2042, LogLevel.Information, "Listing again: {Problem}")]
    public static partial void PodsListedAgain(this ILogger logger, string problem);

    [LoggerMessage(2015, LogLevel.Information, "Read the detections file {Path} again: {Count} detections hold, ours with them, and {Exceptions} exceptions")]
    public static partial void DetectionsRead(this ILogger logger, string path, int count, int exceptions);

    [LoggerMessage(2016, LogLevel.Warning, "Keeping the detections known before: {Problems}")]
    public static partial void DetectionsUnreadable(this ILogger logger, string problems);

    [LoggerMessage(2017, LogLevel.Warning, "The exception at {Source} is over, {Expires} was its last day: its alerts call people again. {Owner} wrote '{Reason}': take it out, or give it another date")]
    public static partial void ExceptionOver(this ILogger logger, string source, string expires, string owner, string reason);

    [LoggerMessage(2009, LogLevel.Debug, "Left the group without its leave: {Problem}")]
    public static partial void LeavingFailed(this ILogger logger, string problem);
}
