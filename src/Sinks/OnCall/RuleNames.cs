using System.Collections.Concurrent;

namespace Eyrie.Sinks.OnCall;

/// <summary>One text for each rule's name, however many alerts have it: there are few. Bounded: a name may be anything. Thread-safe.</summary>
internal static class RuleNames
{
    private const int Most = 2_000;
    private const int Longest = 200;
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>The same text, one that others have, too, where it can be.</summary>
    public static string Share(string name) =>
        Known.TryGetValue(name, out var known) ? known
        : name.Length > Longest || Known.Count >= Most ? name
        : Known.GetOrAdd(name, name);
}
