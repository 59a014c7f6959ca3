namespace Eyrie.Sinks.Routing.Matching;

/// <summary>Patterns as people read them.</summary>
internal static class PatternText
{
    private const int MostShown = 8;

    public static string Of(IReadOnlyList<TextPattern> patterns) => patterns.Count == 1
        ? Quoted(patterns[0])
        : $"[{string.Join(", ", patterns.Take(MostShown).Select(Quoted))}{(patterns.Count > MostShown ? $", and {patterns.Count - MostShown} more" : "")}]";

    private static string Quoted(TextPattern pattern) => pattern.Text.Length == 0 ? "''" : pattern.Text;
}
