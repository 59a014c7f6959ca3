namespace Eyrie.Enricher.Documents;

/// <summary>Where it happened: what the pod source knows, completed by what the event says.</summary>
/// <param name="Container">The container; null on the host.</param>
/// <param name="Pod">The pod; null outside of pods.</param>
/// <param name="Node">What the cluster says of the node; null when it says nothing.</param>
/// <param name="NamespaceLabels">Labels of the namespace; null when they are not known.</param>
internal readonly record struct Place(
    ContainerFact? Container, PodFact? Pod, NodeFact? Node = null, IReadOnlyDictionary<string, string>? NamespaceLabels = null)
{
    private static readonly string[] AppLabels = ["app.kubernetes.io/name", "app", "k8s-app"];

    /// <summary>Puts it together.</summary>
    public static Place Of(Observation observation, Enrichment enrichment)
    {
        var pod = enrichment.Pod ?? observation.Pod;
        return new(enrichment.Container ?? observation.Container ?? pod?.Container, pod, enrichment.Node, enrichment.NamespaceLabels);
    }

    /// <summary>The application's name by the usual labels; null without one.</summary>
    public string? Service
    {
        get
        {
            foreach (var label in AppLabels)
            {
                if (Pod?.Labels.TryGetValue(label, out var name) is true && name.Length > 0)
                {
                    return name;
                }
            }

            return null;
        }
    }
}
