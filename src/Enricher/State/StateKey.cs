namespace Eyrie.Enricher.State;

/// <summary>
/// Keys of <c>state.v1</c> that name a node. The name ends at the first slash, what follows may have more of them; whoever writes
/// events may call a node as they like, so its own slashes are written as <c>%2F</c>, and <c>%</c> as <c>%25</c>.
/// </summary>
internal static class StateKey
{
    /// <summary>The key of a node itself.</summary>
    public static string Of(string kind, string node) => kind + Escape(node);

    /// <summary>The key of something on a node.</summary>
    public static string Of(string kind, string node, string id) => $"{kind}{Escape(node)}/{id}";

    /// <summary>What follows the kind; null when the key is of another kind.</summary>
    public static string? Rest(string key, string kind) => key.StartsWith(kind, StringComparison.Ordinal) ? key[kind.Length..] : null;

    /// <summary>Takes apart what follows the kind.</summary>
    /// <exception cref="FormatException">It names no node.</exception>
    public static (string Node, string Id) Split(string rest) => rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? (NodeOf(rest[..slash]), rest[(slash + 1)..])
        : throw new FormatException("the key names no node");

    /// <summary>The name of the node.</summary>
    public static string NodeOf(string escaped) => escaped.Contains('%', StringComparison.Ordinal)
        ? escaped.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)
        : escaped;

    private static string Escape(string node) => node.AsSpan().ContainsAny('/', '%')
        ? node.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)
        : node;
}
