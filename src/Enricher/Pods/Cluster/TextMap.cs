using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>A few texts by their names, in two arrays: labels, of which fifty thousand pods have the same ones. Does not change.</summary>
internal sealed class TextMap : IReadOnlyDictionary<string, string>, IEquatable<TextMap>
{
    private readonly string[] _keys;
    private readonly string[] _values;

    private TextMap(string[] keys, string[] values) => (_keys, _values) = (keys, values);

    public static TextMap Empty { get; } = new([], []);

    public int Count => _keys.Length;

    public IEnumerable<string> Keys => _keys;

    public IEnumerable<string> Values => _values;

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    /// <summary>The texts, by name.</summary>
    /// <param name="texts">What there is.</param>
    /// <param name="share">Gives back the one copy of a text.</param>
    public static TextMap Of(IReadOnlyDictionary<string, string> texts, Func<string, string> share)
    {
        if (texts.Count == 0 || texts is TextMap { Count: 0 })
        {
            return Empty;
        }

        var sorted = texts.OrderBy(text => text.Key, StringComparer.Ordinal).ToArray();
        return new([.. sorted.Select(text => share(text.Key))], [.. sorted.Select(text => share(text.Value))]);
    }

    public bool ContainsKey(string key) => Array.IndexOf(_keys, key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var index = Array.IndexOf(_keys, key);
        value = index < 0 ? null : _values[index];
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            yield return new(_keys[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(TextMap? other) =>
        other is not null && _keys.AsSpan().SequenceEqual(other._keys) && _values.AsSpan().SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as TextMap);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        for (var i = 0; i < _keys.Length; i++)
        {
            hash.Add(_keys[i], StringComparer.Ordinal);
            hash.Add(_values[i], StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
