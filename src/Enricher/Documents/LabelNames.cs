namespace Eyrie.Enricher.Documents;

/// <summary>Names of labels as Elastic Agent has them, the dots underscores; remembers those that it made. Not thread-safe.</summary>
internal sealed class LabelNames
{
    // Far more than a cluster's labels have names; those come from whoever may write a pod, so the memory must not grow with them.
    private const int MostKept = 4096;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The name for a label's key.</summary>
    public string Of(string key)
    {
        if (_names.TryGetValue(key, out var name))
        {
            return name;
        }

        name = FlatMaps.SafeKey(key).Replace('.', '_');
        if (_names.Count < MostKept && key.Length <= FlatMaps.LongestKey)
        {
            _names.Add(key, name);
        }

        return name;
    }
}
