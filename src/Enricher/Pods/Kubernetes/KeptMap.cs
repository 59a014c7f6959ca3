using System.Runtime.InteropServices;
using System.Text.Json;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>
/// Reads labels or annotations: keeps what the allow-list names, bounded, and one copy of sets that repeat, as those of a workload's
/// pods do. Not thread-safe.
/// </summary>
internal sealed class KeptMap
{
    /// <summary>No entries.</summary>
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private const int MostSets = 20_000;
    private const int LongestValue = 1_024;

    private readonly Glob[] _allowed;
    private readonly SharedTexts _texts;
    private readonly Dictionary<string, bool> _verdicts = new(StringComparer.Ordinal);
    private readonly Dictionary<int, IReadOnlyDictionary<string, string>> _sets = [];
    private readonly List<KeyValuePair<string, string>> _entries = [];

    /// <param name="allowed">Keys that are kept; <c>*</c> and <c>?</c> are wildcards.</param>
    /// <param name="texts">Keys and values that repeat.</param>
    public KeptMap(IReadOnlyList<string> allowed, SharedTexts texts) =>
        (_allowed, _texts) = ([.. allowed.Select(static pattern => new Glob(pattern))], texts);

    /// <summary>Reads the map; the reader is on the property's name.</summary>
    public IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader)
    {
        _entries.Clear();
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return None;
        }

        while (reader.NextProperty())
        {
            var key = _allowed.Length > 0 ? reader.Value(_texts) : null;
            reader.Read();
            if (key is not null && reader.TokenType is JsonTokenType.String && _entries.Count < KeptText.MostItems && IsAllowed(key))
            {
                _entries.Add(new(key, reader.Value(_texts) ?? Long(in reader)));
            }

            reader.Skip();
        }

        return _entries.Count == 0 ? None : Shared();
    }

    // Too long for a label: an annotation may be 256 KB.
    private static string Long(ref readonly Utf8JsonReader reader) => KeptText.Cut(reader.GetString()!, LongestValue)!;

    private bool IsAllowed(string key)
    {
        if (_verdicts.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_verdicts.Count >= MostSets)
        {
            _verdicts.Clear();
        }

        return _verdicts[key] = Array.Exists(_allowed, glob => glob.Matches(key));
    }

    private IReadOnlyDictionary<string, string> Shared()
    {
        var hash = default(HashCode);
        foreach (var (key, value) in CollectionsMarshal.AsSpan(_entries))
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        var code = hash.ToHashCode();
        if (_sets.TryGetValue(code, out var known) && IsSame(known))
        {
            return known;
        }

        if (_sets.Count >= MostSets)
        {
            _sets.Clear();
        }

        return _sets[code] = ToDictionary();
    }

    private Dictionary<string, string> ToDictionary()
    {
        var set = new Dictionary<string, string>(_entries.Count, StringComparer.Ordinal);
        foreach (var (key, value) in CollectionsMarshal.AsSpan(_entries))
        {
            set[key] = value;
        }

        return set;
    }

    private bool IsSame(IReadOnlyDictionary<string, string> known)
    {
        foreach (var (key, value) in CollectionsMarshal.AsSpan(_entries))
        {
            if (!known.TryGetValue(key, out var other) || other != value)
            {
                return false;
            }
        }

        return known.Count == _entries.Count;
    }
}
