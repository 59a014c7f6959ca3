using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Eyrie.Testing.Targets;

/// <summary>Marks (<c>mark-00000017</c>) that a target was told, how often, and when first.</summary>
public sealed partial class Taken(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (int Times, long First)> _marks = new(StringComparer.Ordinal);

    /// <summary>All that were told.</summary>
    public IReadOnlyCollection<string> Marks => [.. _marks.Keys];

    /// <summary>The mark of a number.</summary>
    public static string Mark(int number) => $"mark-{number:d8}";

    /// <summary>How often a mark was told.</summary>
    public int Times(string mark) => _marks.TryGetValue(mark, out var known) ? known.Times : 0;

    /// <summary>When a mark was told first, as a timestamp of the clock; null: not yet.</summary>
    public long? First(string mark) => _marks.TryGetValue(mark, out var known) ? known.First : null;

    /// <summary>Writes down each mark in a text, once a text.</summary>
    public void Note(string text)
    {
        var now = time.GetTimestamp();
        foreach (var mark in Pattern().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal))
        {
            _marks.AddOrUpdate(mark, (1, now), static (_, known) => (known.Times + 1, known.First));
        }
    }

    [GeneratedRegex("mark-[0-9]{8}")]
    private static partial Regex Pattern();
}
