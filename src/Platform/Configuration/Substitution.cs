using System.Text;
using System.Text.RegularExpressions;

namespace Eyrie.Platform.Configuration;

/// <summary>Puts environment variables into values: <c>${NAME}</c>, <c>${NAME:-default}</c>; <c>$${</c> is a plain <c>${</c>.</summary>
internal static partial class Substitution
{
    /// <summary>The value with its variables filled in, once: what a variable holds is not looked at again.</summary>
    /// <param name="value">As written.</param>
    /// <param name="environment">The variables.</param>
    /// <param name="problem">What is wrong, in words; null when nothing is.</param>
    public static string Expand(string value, IReadOnlyDictionary<string, string> environment, out string? problem)
    {
        problem = null;
        if (!value.Contains("${", StringComparison.Ordinal))
        {
            return value;
        }

        var expanded = new StringBuilder();
        var end = 0;
        foreach (Match match in Reference().Matches(value))
        {
            expanded.Append(value, end, match.Index - end);
            end = match.Index + match.Length;
            expanded.Append(match.Value == "$${" ? "${" : Look(match, environment, ref problem));
        }

        return expanded.Append(value, end, value.Length - end).ToString();
    }

    private static string Look(Match match, IReadOnlyDictionary<string, string> environment, ref string? problem)
    {
        var name = match.Groups["name"];
        if (!name.Success)
        {
            problem ??= "'${' without a variable's name and '}'";
            return "";
        }

        var isSet = environment.TryGetValue(name.Value, out var found);
        var fallback = match.Groups["default"];
        if (fallback.Success)
        {
            return string.IsNullOrEmpty(found) ? fallback.Value : found;
        }

        problem ??= isSet ? null : $"${{{name.Value}}}, but the environment variable {name.Value} is not set";
        return found ?? "";
    }

    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}|\$\{")]
    private static partial Regex Reference();
}
