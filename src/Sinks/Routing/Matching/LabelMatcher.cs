using Eyrie.Contracts;

namespace Eyrie.Sinks.Routing.Matching;

/// <summary>Compares a label of the pod, else of its namespace. A label that is not there fits the empty pattern alone.</summary>
internal sealed class LabelMatcher(LabelName label, IReadOnlyList<TextPattern> patterns, bool isNegated)
    : Matcher($"labels.{label.Name}", PatternText.Of(patterns), isNegated)
{
    public override bool IsAboutPlace => true;

    public override string Seen(in RouteSubject subject) => label.Of(subject.Alert) ?? "";

    protected override bool IsMatch(in RouteSubject subject)
    {
        var value = label.Of(subject.Alert);
        foreach (var pattern in patterns)
        {
            if (value is null ? pattern.Text.Length == 0 : pattern.Fits(value))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The name of a label: as people write it, and as documents have it, where its dots are underscores.</summary>
internal sealed class LabelName(string name)
{
    private readonly string _inDocuments = name.Replace('.', '_');

    public string Name => name;

    /// <summary>The pod's label, else the namespace's; null when neither has it.</summary>
    public string? Of(Alert alert) => In(alert.Labels) ?? In(alert.NamespaceLabels);

    private string? In(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(_inDocuments, out var value) || labels.TryGetValue(name, out value) ? value : null;
}
