using System.Collections.Frozen;

namespace Eyrie.Enricher.Detections;

/// <summary>Rules by a word that an event has to have: of hundreds only those are asked that can fit, in the order in which they were written.</summary>
internal sealed class RuleIndex
{
    private readonly FrozenDictionary<string, DetectionRule[]>.AlternateLookup<ReadOnlySpan<char>> _byWord;
    private readonly DetectionRule[] _others;

    /// <param name="rules">All of them.</param>
    /// <param name="words">The words of a rule, of which one has to be the event's; null when that cannot be said.</param>
    /// <param name="comparer">Compares the words.</param>
    public RuleIndex(IReadOnlyList<DetectionRule> rules, Func<DetectionRule, IReadOnlyCollection<string>?> words, StringComparer comparer)
    {
        var wordsOf = rules.Select(rule => (Rule: rule, Words: words(rule))).ToList();
        _others = [.. wordsOf.Where(one => one.Words is null).Select(one => one.Rule)];
        _byWord = wordsOf.SelectMany(one => one.Words ?? []).Distinct(comparer)
            .ToFrozenDictionary(
                word => word,
                word => wordsOf.Where(one => one.Words is null || one.Words.Contains(word, comparer)).Select(one => one.Rule).ToArray(),
                comparer)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Those that can fit an event with this word.</summary>
    public DetectionRule[] Of(ReadOnlySpan<char> word) => _byWord.TryGetValue(word, out var rules) ? rules : _others;
}
