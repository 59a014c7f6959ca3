namespace Eyrie.Enricher.Noise;

/// <summary>
/// Counts alerts by rule and workload in memory that does not grow with them: of more kinds than it keeps, the rarest are forgotten now and then.
/// So a count may be too low, by <see cref="MostMissed"/> at most.
/// </summary>
internal sealed class NoiseCount(int mostGroups = 2_000)
{
    private readonly Dictionary<NoiseKey, NoiseGroup> _groups = [];

    public long Alerts { get; private set; }

    public long Suppressed { get; private set; }

    /// <summary>By so much the count of a kind can be too low.</summary>
    public long MostMissed { get; private set; }

    /// <summary>Kinds that were forgotten, those that came back counted again.</summary>
    public long Forgotten { get; private set; }

    /// <summary>How many kinds are known.</summary>
    public int Kinds => _groups.Count;

    /// <summary>The noisiest first.</summary>
    public IEnumerable<NoiseGroup> Noisiest => _groups.Values
        .OrderByDescending(group => group.Alerts)
        .ThenBy(group => group.Key.Rule, StringComparer.Ordinal)
        .ThenBy(group => group.Key.Namespace, StringComparer.Ordinal)
        .ThenBy(group => group.Key.Workload, StringComparer.Ordinal);

    public void Add(NoiseAlert alert)
    {
        Alerts++;
        Suppressed += alert.IsSuppressed ? 1 : 0;
        var key = NoiseKey.Of(alert);
        if (!_groups.TryGetValue(key, out var group))
        {
            if (_groups.Count >= mostGroups)
            {
                Forget();
            }

            _groups.Add(key, group = new(key));
        }

        group.Add(alert);
    }

    // Half at a time, so that each alert pays for little of it.
    private void Forget()
    {
        var rarest = _groups.Values.OrderBy(group => group.Alerts).Take(Math.Max(mostGroups / 2, 1)).ToArray();
        foreach (var group in rarest)
        {
            _groups.Remove(group.Key);
        }

        MostMissed += rarest[^1].Alerts;
        Forgotten += rarest.Length;
    }
}
