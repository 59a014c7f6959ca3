using Eyrie.Platform.Kafka;

namespace Eyrie.Sinks.Routing.Silences;

/// <summary>Collects the silences of the topic. Whatever happens to Kafka, those that were read hold until their time is over.</summary>
/// <param name="topic">The topic's name.</param>
/// <param name="changed">Is given all of them whenever one changes.</param>
internal sealed class SilenceBook(string topic, Action<IReadOnlyList<Silence>> changed) : IWholeTopicReader
{
    // Each alert is compared with all of them.
    private const int Most = 1_000;

    private Dictionary<string, Silence> _silences = new(StringComparer.Ordinal);
    private bool _isWhole;

    public void Begin() => (_silences, _isWhole) = (new(StringComparer.Ordinal), false);

    public void Take(string key, byte[]? value)
    {
        _silences.Remove(key); // also when what replaces it cannot be read: it was meant to be replaced
        try
        {
            if (value is not null)
            {
                var silence = SilenceCodec.Read(key, value, topic);
                _silences[key] = _silences.Count < Most ? silence : throw new FormatException($"there are {Most} silences already; take some away with 'eyrie silence expire'");
            }
        }
        finally
        {
            Tell();
        }
    }

    public void Ended()
    {
        _isWhole = true;
        Tell();
    }

    // Of half of them, alerts would go out that are silenced.
    private void Tell()
    {
        if (_isWhole)
        {
            changed([.. _silences.Values]);
        }
    }
}
