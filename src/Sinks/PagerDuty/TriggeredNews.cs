using System.Collections.Concurrent;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>
/// News that were triggered in a notice that also closes its incident, until the resolve is through: the notice comes again when
/// only the resolve failed.
/// </summary>
internal sealed class TriggeredNews
{
    private const int Most = 1_000;
    private readonly ConcurrentDictionary<(string Address, string Group), (string LastId, Told Told)> _told = new();

    /// <summary>What was told with the very same news; null when they were not.</summary>
    public Told? Find(Notice notice) =>
        _told.TryGetValue((notice.Address, notice.Group), out var known) && known.LastId == notice.News[^1].Id ? known.Told : null;

    public void Remember(Notice notice, Told told)
    {
        if (notice.Closing is not null)
        {
            if (_told.Count >= Most)
            {
                _told.Clear(); // closed by other instances meanwhile
            }

            _told[(notice.Address, notice.Group)] = (notice.News[^1].Id, told);
        }
    }

    public void Forget(Notice notice) => _told.TryRemove((notice.Address, notice.Group), out _);
}
