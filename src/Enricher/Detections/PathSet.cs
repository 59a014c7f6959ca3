namespace Eyrie.Enricher.Detections;

/// <summary>Programs or files: a pattern with a slash is compared with the whole path, one without with what comes after the last slash.</summary>
internal sealed class PathSet
{
    private readonly TextSet? _paths;

    private PathSet(IReadOnlyList<string> patterns)
    {
        _paths = TextSet.Of([.. patterns.Where(pattern => pattern.Contains('/', StringComparison.Ordinal))]);
        Names = TextSet.Of([.. patterns.Where(pattern => !pattern.Contains('/', StringComparison.Ordinal))]);
    }

    /// <summary>Those without a slash.</summary>
    public TextSet? Names { get; }

    /// <summary>The last parts of everything that can fit; null when wildcards leave that open.</summary>
    public IEnumerable<string>? Ends => Names?.HasWildcards is true || _paths?.HasWildcards is true
        ? null
        : (Names?.Plain ?? []).Concat((_paths?.Plain ?? []).Select(path => End(path).ToString()));

    /// <summary>The set; null when there is none, which fits everything.</summary>
    public static PathSet? Of(IReadOnlyList<string> patterns) => patterns.Count == 0 ? null : new(patterns);

    /// <summary>What comes after the last slash.</summary>
    public static ReadOnlySpan<char> End(ReadOnlySpan<char> path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether one fits. A path that was not said fits none.</summary>
    public bool Fits(string? path) => path is not null && (Names?.Fits(End(path)) is true || _paths?.Fits(path) is true);
}
