using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods;

/// <summary>What events said of a container and its pod.</summary>
internal sealed record KnownContainer(string Id, PodFact? Pod, ContainerFact? Container)
{
    public EventTime Seen { get; set; }
}

/// <summary>
/// The containers of one node as Tetragon's events tell them, for Falco's alerts, which often know no more than an id.
/// Not thread-safe.
/// </summary>
internal sealed class KnownContainers
{
    private const int Most = 5_000;
    private const int KeyLength = 12;
    private static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, KnownContainer> _known = new(StringComparer.Ordinal);
    private readonly List<KnownContainer> _changed = [];
    private readonly List<string> _forgotten = [];

    public IReadOnlyCollection<KnownContainer> All => _known.Values;

    /// <summary>The container whose id begins alike; null when it is not known.</summary>
    public KnownContainer? Find(string? id) =>
        id is { Length: >= KeyLength } && Lookup.TryGetValue(id.AsSpan(0, KeyLength), out var known) ? known : null;

    /// <summary>Takes in what an event says.</summary>
    /// <param name="observation">The event.</param>
    /// <param name="secrets">Blanks the secrets in labels and annotations; null: they stay.</param>
    public void Learn(Observation observation, Redaction? secrets = null)
    {
        if (observation.Container is not { Id: { Length: >= KeyLength } id } container
            || (observation.Pod is null && container.Name is null && container.ImageName is null))
        {
            return;
        }

        var known = Find(id);
        if (known is not null && known.Pod?.Uid == observation.Pod?.Uid && known.Pod?.Name == observation.Pod?.Name
            && known.Container?.ImageName == container.ImageName)
        {
            if (observation.Time - known.Seen >= SeenStep)
            {
                known.Seen = observation.Time;
                _changed.Add(known);
            }

            return;
        }

        if (known is { Pod: not null } && observation.Pod is null)
        {
            return; // an event that came before its pod was known says less
        }

        var key = id[..KeyLength];
        known = new(key, Kept(observation.Pod, secrets), container) { Seen = observation.Time };
        _known[key] = known;
        _changed.Add(known);
        Trim();
    }

    public void Restore(KnownContainer known) => _known[known.Id] = known;

    public void Remove(string id) => _known.Remove(id);

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _forgotten.AddRange(_known.Keys);
        _known.Clear();
    }

    /// <summary>Hands over what changed since the last call.</summary>
    public void TakeChanges(Action<KnownContainer> changed, Action<string> forgotten)
    {
        foreach (var known in _changed)
        {
            if (ReferenceEquals(Find(known.Id), known))
            {
                changed(known);
            }
        }

        foreach (var id in _forgotten)
        {
            if (!_known.ContainsKey(id))
            {
                forgotten(id);
            }
        }

        _changed.Clear();
        _forgotten.Clear();
    }

    // Annotations may be 256 KB a pod.
    private static PodFact? Kept(PodFact? pod, Redaction? secrets) => pod is null ? null : pod with
    {
        Labels = Safe(KeptText.Cut(pod.Labels), secrets),
        Annotations = Safe(KeptText.Cut(pod.Annotations), secrets),
    };

    private static IReadOnlyDictionary<string, string> Safe(IReadOnlyDictionary<string, string> texts, Redaction? secrets) =>
        secrets is null || texts.Count == 0 ? texts : texts.ToDictionary(
            text => text.Key,
            text => secrets.IsSecret(text.Key, text.Value) ? Redaction.Mark : secrets.Redact(text.Value),
            StringComparer.Ordinal);

    private Dictionary<string, KnownContainer>.AlternateLookup<ReadOnlySpan<char>> Lookup =>
        _known.GetAlternateLookup<ReadOnlySpan<char>>();

    private void Trim()
    {
        if (_known.Count <= Most)
        {
            return;
        }

        foreach (var old in _known.Values.OrderBy(known => known.Seen).ThenBy(known => known.Id, StringComparer.Ordinal).Take(Most / 10).ToList())
        {
            _known.Remove(old.Id);
            _forgotten.Add(old.Id);
        }
    }
}
