using System.Text.RegularExpressions;

namespace Eyrie.Dashboards.Tests;

/// <summary>The fields that a query in KQL names, and whether it is whole.</summary>
internal static partial class QueryFields
{
    public static IEnumerable<string> Of(string query) =>
        NameBeforeOperator().Matches(Quoted().Replace(query, "\"\"")).Select(match => match.Groups[1].Value);

    /// <summary>Quotes and brackets close, and in the right order.</summary>
    public static bool IsWhole(string query)
    {
        var depth = 0;
        foreach (var character in Quoted().Replace(query, "x"))
        {
            depth += character switch { '(' => 1, ')' => -1, '"' => -1_000, _ => 0 };
            if (depth < 0)
            {
                return false;
            }
        }

        return depth == 0;
    }

    [GeneratedRegex(@"""[^""]*""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"([\w@.]+)\s*(?::|>=|<=|<|>)")]
    private static partial Regex NameBeforeOperator();
}
