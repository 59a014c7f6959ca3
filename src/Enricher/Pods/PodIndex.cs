using System.Net;

namespace Eyrie.Enricher.Pods;

/// <summary>Pods by everything that events name them by. Does not change once built.</summary>
internal sealed class PodIndex
{
    // The shortest prefix a sensor tells: Falco's 12 characters.
    private const int ShortestId = 12;

    private readonly Dictionary<string, List<(string Id, PodFact Pod)>> _byContainer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodFact> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Name), PodFact> _byName = [];
    private readonly Dictionary<IPAddress, EndpointFact> _byAddress = [];
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _namespaces;

    /// <summary>An index of pods with their containers.</summary>
    /// <param name="pods">The pods.</param>
    /// <param name="namespaces">Labels of their namespaces, by name.</param>
    public PodIndex(
        IEnumerable<(PodFact Pod, IReadOnlyList<ContainerFact> Containers)> pods,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? namespaces = null)
    {
        _namespaces = namespaces ?? new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var (pod, containers) in pods)
        {
            if (pod.Uid is { Length: > 0 } uid)
            {
                _byUid[uid] = pod;
            }

            if (pod is { Namespace: { } podNamespace, Name: { } name })
            {
                _byName[(podNamespace, name)] = pod;
                if (IPAddress.TryParse(pod.Ip, out var address))
                {
                    _byAddress[address] = new("pod", name) { Namespace = podNamespace, WorkloadKind = pod.WorkloadKind, WorkloadName = pod.WorkloadName };
                }
            }

            foreach (var container in containers)
            {
                Add(pod, container);
            }
        }
    }

    /// <inheritdoc cref="IPodSource.Find"/>
    public PodFact? Find(in PodQuery query) =>
        ByContainer(query.ContainerId)
        ?? (query.Uid is { } uid ? _byUid.GetValueOrDefault(uid) : null)
        ?? (query is { Namespace: { } podNamespace, Name: { } name } ? _byName.GetValueOrDefault((podNamespace, name)) : null);

    /// <summary>The pod that has an address; null when none has.</summary>
    public EndpointFact? FindAddress(IPAddress address) => _byAddress.GetValueOrDefault(address);

    /// <summary>The labels of a namespace; null when none of its pods tells them.</summary>
    public IReadOnlyDictionary<string, string>? FindNamespace(string name) => _namespaces.GetValueOrDefault(name);

    private void Add(PodFact pod, ContainerFact container)
    {
        if (container.Id is not { Length: >= ShortestId } id)
        {
            return;
        }

        if (!_byContainer.TryGetValue(id[..ShortestId], out var same))
        {
            _byContainer.Add(id[..ShortestId], same = []);
        }

        same.Add((id, pod with { Container = container }));
    }

    private PodFact? ByContainer(string? id)
    {
        if (id is not { Length: >= ShortestId } || !_byContainer.TryGetValue(id[..ShortestId], out var same))
        {
            return null;
        }

        foreach (var (known, pod) in same)
        {
            if (known.StartsWith(id, StringComparison.Ordinal) || id.StartsWith(known, StringComparison.Ordinal))
            {
                return pod;
            }
        }

        return null;
    }
}
