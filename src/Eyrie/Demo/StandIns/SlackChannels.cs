using System.Globalization;

namespace Eyrie.Demo.StandIns;

/// <summary>The names of messages in channels, as Slack gives them: unique in a channel, ascending, a time.</summary>
internal sealed class SlackChannels(TimeProvider time)
{
    private const int MostMessages = 100_000;
    private readonly Lock _lock = new();
    private readonly HashSet<(string Channel, string Ts)> _messages = [];
    private long _last;

    /// <summary>The id of a channel, from its name or from itself.</summary>
    public static string Id(string channel) => channel.StartsWith('#') ? $"C0{channel[1..].ToUpperInvariant()}" : channel;

    /// <summary>Whether there is such a message.</summary>
    public bool Has(string channel, string ts)
    {
        lock (_lock)
        {
            return _messages.Contains((Id(channel), ts));
        }
    }

    /// <summary>Names a new message.</summary>
    public string Add(string channel)
    {
        lock (_lock)
        {
            _last = Math.Max(_last + 1, time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000);
            var ts = string.Create(CultureInfo.InvariantCulture, $"{_last / 1_000_000}.{_last % 1_000_000:D6}");
            if (_messages.Count < MostMessages)
            {
                _messages.Add((Id(channel), ts));
            }

            return ts;
        }
    }
}
