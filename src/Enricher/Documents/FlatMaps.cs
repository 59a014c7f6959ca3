using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>
/// Writes maps whose keys others choose, for fields that are mapped as <c>flattened</c>. A key twice, an empty one or one with
/// a control character would make Elasticsearch refuse the whole document; 8.1 to 8.5 take a key for a path, and refuse one with an
/// empty part or with more levels than the field's <c>depth_limit</c>.
/// </summary>
internal static class FlatMaps
{
    public const int LongestKey = 256;
    private const int MostDots = 16;

    /// <summary>Writes labels as Elastic Agent does: the dots in a key are underscores.</summary>
    public static void WriteLabels(EcsWriter ecs, TextGuard guard, string name, IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count == 0)
        {
            return;
        }

        var written = guard.NewNames();
        ecs.Open(name);
        if (labels is Dictionary<string, string> plain)
        {
            foreach (var (key, value) in plain) // by its own enumerator, which is no object
            {
                if (!WriteLabel(ecs, guard, key, value, written))
                {
                    break;
                }
            }
        }
        else
        {
            foreach (var (key, value) in labels)
            {
                if (!WriteLabel(ecs, guard, key, value, written))
                {
                    break;
                }
            }
        }

        ecs.Close();
    }

    private static bool WriteLabel(EcsWriter ecs, TextGuard guard, string key, string value, HashSet<string> written)
    {
        if (!guard.TakesMore(written.Count))
        {
            return false;
        }

        var safe = guard.Labels.Of(key);
        if (written.Add(safe))
        {
            ecs.Write(safe, guard.Clean(key, value));
        }

        return true;
    }

    /// <summary>Writes fields under their own names; <c>proc.args</c> is read as arguments of the program named.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, IReadOnlyList<KeyValuePair<string, string>> fields, string? program = null)
    {
        if (fields.Count == 0)
        {
            return;
        }

        var written = guard.NewNames();
        for (var i = 0; i < fields.Count && guard.TakesMore(written.Count); i++)
        {
            var safe = SafeKey(fields[i].Key);
            if (written.Add(safe))
            {
                ecs.Write(safe, fields[i].Key is "proc.args" or "evt.args" or "evt.arg.args"
                    ? guard.CleanArguments(program, fields[i].Value)
                    : guard.Clean(fields[i].Key, fields[i].Value));
            }
        }
    }

    /// <summary>A key that Elasticsearch takes; the same instance when it is one.</summary>
    public static string SafeKey(string key)
    {
        var plain = key.AsSpan().Trim(". ");
        if (plain.Length is > 0 and <= LongestKey && plain.Length == key.Length && !HasOdd(key))
        {
            return key;
        }

        var text = (plain.Length <= LongestKey ? plain : plain[..LongestKey].TrimEnd(". ")).ToArray();
        for (var (i, dots) = (0, 0); i < text.Length; i++)
        {
            var isOdd = IsOdd(text[i]) || (text[i] is '.' && (IsBlank(text[i - 1]) || ++dots > MostDots));
            text[i] = isOdd ? '_' : text[i];
        }

        return text.Length == 0 ? "_" : new(text);
    }

    private static bool HasOdd(string key)
    {
        var dots = 0;
        for (var i = 0; i < key.Length; i++)
        {
            if (IsOdd(key[i]) || (key[i] is '.' && (IsBlank(key[i - 1]) || ++dots > MostDots)))
            {
                return true;
            }
        }

        return false;
    }

    // Before a dot: the part may be empty.
    private static bool IsBlank(char c) => c is '.' or ' ';

    // A key and its value together are one term of Lucene's: 32,766 bytes.
    private static bool IsOdd(char c) => c is < ' ' or > '~';
}
