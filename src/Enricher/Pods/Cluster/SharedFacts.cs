using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Who controls an object, one copy for all that it controls.</summary>
internal sealed record SharedOwner(string Kind, string Name, ObjectUid Uid);

/// <summary>Keeps one copy of what many objects have alike. Forgets all when full: it only saves memory. Not thread-safe.</summary>
internal sealed class SharedFacts
{
    private const int Most = 100_000;
    private const int LongestName = 512;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<TextMap> _maps = [];
    private readonly HashSet<SharedOwner> _owners = [];
    private readonly HashSet<ContainerFact> _containers = [];

    /// <summary>A name, cut to a length that no honest one has.</summary>
    public string Share(string text) => Share(_texts, KeptText.Cut(text, LongestName)!);

    /// <inheritdoc cref="Share(string)"/>
    public string? ShareOrNull(string? text) => text is null ? null : Share(text);

    /// <summary>Labels or annotations, cut to what may be remembered.</summary>
    public TextMap Share(IReadOnlyDictionary<string, string> texts) =>
        texts.Count == 0 ? TextMap.Empty : Share(_maps, TextMap.Of(KeptText.Cut(texts), text => Share(_texts, text)));

    public SharedOwner? Share(OwnerReference? owner) => owner is not { Kind: not null, Name: not null, Uid: not null } found
        ? null
        : Share(_owners, new(Share(found.Kind), Share(found.Name), ObjectUid.Of(KeptText.Cut(found.Uid, LongestName)!)));

    /// <summary>What is the same for all replicas of a container: all but its id.</summary>
    public ContainerFact Share(ContainerFact container) => Share(_containers, container with
    {
        Id = null,
        Name = ShareOrNull(container.Name),
        Runtime = ShareOrNull(container.Runtime),
        ImageName = ShareOrNull(container.ImageName),
        ImageTag = ShareOrNull(container.ImageTag),
        ImageHash = ShareOrNull(container.ImageHash),
    });

    private static T Share<T>(HashSet<T> kept, T one)
    {
        if (kept.TryGetValue(one, out var shared))
        {
            return shared;
        }

        if (kept.Count >= Most)
        {
            kept.Clear();
        }

        kept.Add(one);
        return one;
    }
}
