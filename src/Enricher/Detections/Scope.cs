namespace Eyrie.Enricher.Detections;

/// <summary>Namespaces of which one has to be the event's; <c>host</c> is what runs outside of containers.</summary>
internal sealed class Scope(IReadOnlyList<string> namespaces)
{
    private readonly TextSet? _namespaces = TextSet.Of([.. namespaces.Where(name => name != Host)]);
    private readonly bool _host = namespaces.Contains(Host);

    private const string Host = "host";

    /// <summary>Whether the event is within, by its own words; always when no namespace was said.</summary>
    public bool Fits(Observation observation) =>
        Fits(observation.Pod, observation is { Pod: null, Container: null } && observation.Process?.ContainerId is null);

    /// <summary>Whether what is known of the place is within.</summary>
    public bool Fits(PodFact? pod, bool isHost) =>
        (_namespaces is null && !_host) || _namespaces?.Fits(pod?.Namespace) is true || (_host && isHost);
}
