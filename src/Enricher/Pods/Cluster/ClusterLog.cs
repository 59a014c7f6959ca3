using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher.Pods.Cluster;

internal static partial class ClusterLog
{
    [LoggerMessage(2060, LogLevel.Information, "{Count} objects of the cluster read from the snapshot {Path} in {Seconds:0.00} s: good until the watch is in sync")]
    public static partial void SnapshotRead(this ILogger logger, int count, string path, double seconds);

    [LoggerMessage(2061, LogLevel.Warning, "Going on without the snapshot {Path}: {Problem}")]
    public static partial void SnapshotUnreadable(this ILogger logger, string path, string problem);

    [LoggerMessage(2062, LogLevel.Warning, "Cannot write the snapshot {Path}, the next start has to wait for the watch: {Problem}")]
    public static partial void SnapshotUnwritable(this ILogger logger, string path, string problem);

    [LoggerMessage(2063, LogLevel.Information, "Read {Topic} to its end: {Objects} objects of {Clusters} clusters in {Seconds:0.00} s")]
    public static partial void PodsTopicRead(this ILogger logger, string topic, int objects, int clusters, double seconds);

    [LoggerMessage(2064, LogLevel.Warning, "Cannot read {Topic}, going on with the pods known before, trying again in {DelaySeconds:0} s: {Problem}")]
    public static partial void PodsTopicLost(this ILogger logger, string topic, double delaySeconds, string problem);

    [LoggerMessage(2066, LogLevel.Information, "{Topic} had {Objects} objects of the cluster '{Cluster}' already, {Written} records are written to make it what the cluster is now")]
    public static partial void PodsTopicTaken(this ILogger logger, string topic, int objects, string cluster, long written);

    [LoggerMessage(2067, LogLevel.Error, "{Topic} refuses the record {Key} of {Bytes} bytes, the other Enrichers do not hear of it: {Problem}")]
    public static partial void PodsRecordRefused(this ILogger logger, string topic, string key, int bytes, string problem);
}
