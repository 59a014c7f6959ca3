using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Says when what <c>pods.v1</c> tells is not the whole picture, or an old one.</summary>
internal static class PodTopicAge
{
    /// <summary>A feeder tells that it is there more often than that by far.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromMinutes(3);

    /// <summary>What is wrong; null when nothing is.</summary>
    public static string? Problem(IEnumerable<(string Cluster, EventTime Sync)> pods, string topic, EventTime now)
    {
        var isEmpty = true;
        foreach (var (cluster, sync) in pods)
        {
            isEmpty = false;
            if (now - sync > Oldest)
            {
                return $"{topic} has no news of the cluster '{cluster}' since {sync.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z: does its 'eyrie pods' run, and reach the API server?";
            }
        }

        return isEmpty ? $"{topic} knows no cluster: 'eyrie pods' fills it" : null;
    }
}
