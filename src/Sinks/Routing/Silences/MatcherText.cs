using Eyrie.Sinks.Routing.Matching;

namespace Eyrie.Sinks.Routing.Silences;

/// <summary>Matchers as they are typed: <c>namespace=shop</c>, <c>rule!=/shell/</c>, <c>severity&gt;=warning</c>, <c>labels.app=web</c>.</summary>
internal static class MatcherText
{
    private static readonly char[] Operators = ['=', '!', '<', '>'];

    /// <summary>Turns them into what files have. Those of one key are a list, of which one has to fit.</summary>
    /// <exception cref="FormatException">One is none.</exception>
    public static IReadOnlyDictionary<string, object> Read(IEnumerable<string> texts)
    {
        var (match, not) = (new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase), new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase));
        foreach (var text in texts)
        {
            var at = text.IndexOfAny(Operators);
            if (at < 1)
            {
                throw new FormatException($"'{text}' is no matcher; write key=value, for instance namespace=payments, rule='Terminal*', severity>=warning, labels.app=web, node!=worker-3");
            }

            var (operation, value) = Comparison.Split(text[at..]);
            var key = text[..at].Trim();
            if (key.ToLowerInvariant() is "severity" or "risk")
            {
                Add(match, key, operation is "=" ? value : $"{operation} {value}");
            }
            else if (operation is "=" or "!=")
            {
                Add(operation is "=" ? match : not, key, value);
            }
            else
            {
                throw new FormatException($"'{text}': {operation} is for severity and risk; write = or !=");
            }
        }

        if (not.Count > 0)
        {
            match["not"] = not;
        }

        return match;
    }

    private static void Add(Dictionary<string, object> match, string key, object value)
    {
        var parts = key.Split('.', 2);
        if (parts is ["labels" or "label", { Length: > 0 } label])
        {
            if (!match.TryGetValue("labels", out var labels))
            {
                match["labels"] = labels = new Dictionary<string, object>(StringComparer.Ordinal);
            }

            (match, key) = ((Dictionary<string, object>)labels, label);
        }

        // 'true' and 'false' are texts, too: readers do not mind.
        match[key] = match.TryGetValue(key, out var before) ? before is List<object> list ? [.. list, value] : new List<object> { before, value } : value;
    }
}
