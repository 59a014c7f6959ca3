namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>How long a watch waits for what.</summary>
internal sealed record WatchPace
{
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>All that watch a cluster meet the same trouble at the same moment: each comes a random time up to this later.</summary>
    public TimeSpan LongestSpread { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For what only a person mends: rights.</summary>
    public TimeSpan FirstLongDelay { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan LongestLongDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The server is asked to end a watch after a time between this and <see cref="LongestWatch"/>.</summary>
    public TimeSpan ShortestWatch { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan LongestWatch { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>So much later than asked, a watch that has not ended has died silently: bookmarks are no heartbeats, so silence alone says nothing.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence before an answer, and within a list.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A watch that lasted so long, or brought something, is worth being opened again at once.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(10);
}
