namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Keys of <c>pods.v1</c>: <c>cluster/kind/uid</c>. A cluster's name may have slashes, what follows has none.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Uid">The object; <see cref="Marker"/> for what is said of the kind as a whole.</param>
internal readonly record struct PodKey(string Cluster, ClusterKind Kind, string Uid)
{
    /// <summary>In place of a uid: all of the kind is told, and when.</summary>
    public const string Marker = "sync";

    /// <summary>Reads a key; false when it is none of ours.</summary>
    public static bool TryParse(string? text, out PodKey key)
    {
        key = default;
        var uid = text?.LastIndexOf('/') ?? -1;
        var kind = uid > 0 ? text!.LastIndexOf('/', uid - 1) : -1;
        if (kind < 0 || uid == text!.Length - 1 || ClusterCodec.Kind(text.AsSpan(kind + 1, uid - kind - 1)) is not { } known)
        {
            return false;
        }

        key = new(text[..kind], known, text[(uid + 1)..]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{ClusterCodec.Word(Kind)}/{Uid}";
}
