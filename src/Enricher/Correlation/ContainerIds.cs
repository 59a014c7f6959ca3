namespace Eyrie.Enricher;

/// <summary>Compares ids of containers: Falco tells 12 characters, Tetragon, by its version, 15, 24, 31 or all 64.</summary>
internal static class ContainerIds
{
    /// <summary>The characters that both sensors know.</summary>
    public const int Shortest = 12;

    /// <summary>Whether both are ids of one container.</summary>
    public static bool Same(string? left, string? right) =>
        left is { Length: >= Shortest } && right is { Length: >= Shortest }
        && (left.StartsWith(right, StringComparison.Ordinal) || right.StartsWith(left, StringComparison.Ordinal));
}
