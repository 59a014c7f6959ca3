namespace Eyrie.Enricher.Detections;

/// <summary>Namespaces of which one has to be the event's; <c>host</c> is what runs outside of containers.</summary>
internal sealed class Scope(IReadOnlyList<string> namespaces)
{
    private readonly TextSet? _namespaces = TextSet.Of([.. namespaces.Where(name => name != Host)]);
    private readonly bool _host = namespaces.Contains(Host);

    private const string Host = "host";

    /// <summary>Whether the event is within; always when no namespace was said.</summary>
    public bool Fits(Observation observation) =>
        (_namespaces is null && !_host)
        || _namespaces?.Fits(observation.Pod?.Namespace) is true
        || (_host && observation.Pod is null && observation.Container is null && observation.Process?.ContainerId is null);
}
