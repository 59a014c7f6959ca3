using System.Collections.Frozen;
using System.Runtime.InteropServices;

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
        var (byWord, others) = (new Dictionary<string, List<int>>(comparer), new List<int>());
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var word in words(rules[i]) ?? [])
            {
                CollectionsMarshal.GetValueRefOrAddDefault(byWord, word, out _) ??= [];
                byWord[word].Add(i);
            }

            if (words(rules[i]) is null)
            {
                others.Add(i);
            }
        }

        _others = [.. others.Select(i => rules[i])];
        _byWord = byWord
            .ToFrozenDictionary(one => one.Key, one => one.Value.Union(others).Order().Select(i => rules[i]).ToArray(), comparer)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Those that can fit an event with this word.</summary>
    public DetectionRule[] Of(ReadOnlySpan<char> word) => _byWord.TryGetValue(word, out var rules) ? rules : _others;
}
