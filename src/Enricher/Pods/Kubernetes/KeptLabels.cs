using Eyrie.Enricher.Detections;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>The labels of nodes that go into documents, among those that are read.</summary>
internal sealed class KeptLabels(IReadOnlyList<string> allowed)
{
    private readonly Glob[] _allowed = [.. allowed.Select(static pattern => new Glob(pattern))];

    public IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> labels) =>
        _allowed.Length == 0 || labels.Count == 0
            ? KeptMap.None
            : labels.Where(label => Array.Exists(_allowed, glob => glob.Matches(label.Key))).ToDictionary(StringComparer.Ordinal);
}
