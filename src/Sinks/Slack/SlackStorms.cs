using System.Collections.Concurrent;

namespace Eyrie.Sinks.Slack;

/// <summary>The storm of each channel, for as long as it lasts. Lost with the process: then the next digest is a new message.</summary>
internal sealed class SlackStorms
{
    private const int Most = 1_000;

    // So long without a digest it is over; and nobody scrolls up to a message older than the second.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, SlackStorm> _storms = new(StringComparer.Ordinal);

    /// <summary>The one that lasts; null when there is none.</summary>
    public SlackStorm? Find(string place, DateTimeOffset now) =>
        _storms.TryGetValue(place, out var storm) && now - storm.Last < Quiet && now - storm.Since < Longest ? storm : null;

    public void Keep(string place, SlackStorm storm)
    {
        if (_storms.Count >= Most)
        {
            _storms.Clear();
        }

        _storms[place] = storm;
    }
}
