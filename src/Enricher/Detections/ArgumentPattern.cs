using System.Globalization;

namespace Eyrie.Enricher.Detections;

/// <summary>One argument of the function that a policy hooks, and what it has to be: <c>0=/etc/shadow</c>, <c>1=*docker.sock</c>.</summary>
/// <param name="Field">How the names of its fields begin: <c>args[0].</c>.</param>
/// <param name="Values">One of them has to fit one of the argument's values.</param>
internal sealed record ArgumentPattern(string Field, TextSet Values)
{
    private const int HighestIndex = 31;

    /// <summary>Reads the list, those of one index together; what is wrong comes back.</summary>
    public static (ArgumentPattern[] Patterns, string? Wrong) Read(IReadOnlyList<string> texts)
    {
        var values = new SortedDictionary<int, List<string>>();
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !int.TryParse(text.AsSpan(0, equals), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > HighestIndex)
            {
                return ([], text);
            }

            values.TryAdd(index, []);
            values[index].Add(text[(equals + 1)..]);
        }

        return ([.. values.Select(one => new ArgumentPattern(string.Create(CultureInfo.InvariantCulture, $"args[{one.Key}]."), TextSet.Of(one.Value)!))], null);
    }

    /// <summary>Whether the event has such an argument.</summary>
    public bool Fits(Observation observation)
    {
        var fields = observation.Fields;
        for (var i = 0; i < fields.Count; i++)
        {
            var (name, value) = fields[i];
            if (name.StartsWith(Field, StringComparison.Ordinal) && !name.EndsWith(".label", StringComparison.Ordinal) && Values.Fits(value))
            {
                return true;
            }
        }

        return false;
    }
}
