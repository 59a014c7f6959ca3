using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Who controls an object, one copy for all that it controls.</summary>
internal sealed record SharedOwner(string Kind, string Name, ObjectUid Uid);

/// <summary>Keeps one copy of what many objects have alike. Forgets all when full: it only saves memory. Not thread-safe.</summary>
internal sealed class SharedFacts
{
    private const int Most = 100_000;
    private const int LongestName = 512;

    // Annotations may be 64 KB a pod, and different for each: what it keeps for pods that are long gone is bounded, too.
    private const int MostCharacters = 16 * 1024 * 1024;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<TextMap> _maps = [];
    private readonly HashSet<SharedOwner> _owners = [];
    private readonly HashSet<ContainerFact> _containers = [];
    private long _characters;

    /// <summary>A name, cut to a length that no honest one has.</summary>
    public string Share(string text) => Whole(KeptText.Cut(text, LongestName)!);

    /// <inheritdoc cref="Share(string)"/>
    public string? ShareOrNull(string? text) => text is null ? null : Share(text);

    /// <summary>Labels or annotations, cut to what may be remembered.</summary>
    public TextMap Share(IReadOnlyDictionary<string, string> texts) =>
        texts.Count == 0 ? TextMap.Empty : Share(_maps, TextMap.Of(KeptText.Cut(texts), Whole));

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

    private string Whole(string text)
    {
        if (_texts.TryGetValue(text, out var shared))
        {
            return shared;
        }

        if ((_characters += text.Length) > MostCharacters)
        {
            _characters = text.Length;
            _texts.Clear();
            _maps.Clear();
        }

        return Share(_texts, text);
    }

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
