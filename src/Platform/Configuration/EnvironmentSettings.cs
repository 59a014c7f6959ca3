using System.Globalization;

namespace Eyrie.Platform.Configuration;

/// <summary>Lays environment variables over the settings of a file: <c>EYRIE__SENSORS__0__ADDRESS</c> is <c>sensors[0].address</c>.</summary>
internal static class EnvironmentSettings
{
    private const string Prefix = "EYRIE__";
    private const string Separator = "__";

    /// <summary>Adds what is new, replaces what is there.</summary>
    public static void Overlay(
        SettingNode root, IReadOnlyDictionary<string, string> environment, List<ConfigurationProblem> problems)
    {
        foreach (var (name, value) in environment.OrderBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && name.Length > Prefix.Length)
            {
                Overlay(root, name, value, problems);
            }
        }
    }

    private static void Overlay(SettingNode root, string name, string value, List<ConfigurationProblem> problems)
    {
        var where = $"environment variable {name}";
        var keys = name[Prefix.Length..].Split(Separator);
        var node = root;
        for (var i = 0; i < keys.Length; i++)
        {
            var child = i + 1 == keys.Length
                ? new(where) { Value = value }
                : IsIndex(keys[i + 1]) ? SettingNode.List(where) : SettingNode.Map(where);
            if (Step(node, keys[i], child) is not { } next)
            {
                problems.Add(new(where, string.Join('.', keys[..(i + 1)]).ToLowerInvariant(), Misfit(node, keys[i]), Fitting(node)));
                return;
            }

            node = next;
        }
    }

    // A last step replaces what the file says, the others go into it; null when there is no such way.
    private static SettingNode? Step(SettingNode node, string key, SettingNode child)
    {
        if (node.Items is { } items)
        {
            if (!IsIndex(key) || int.Parse(key, CultureInfo.InvariantCulture) is var index && index > items.Count)
            {
                return null;
            }

            if (index == items.Count)
            {
                items.Add(child);
            }

            return items[index] = Merge(items[index], child);
        }

        if (node.Members is not { } members || key.Length == 0)
        {
            return null;
        }

        var known = members.GetValueOrDefault(key);
        return members[known is null ? key.ToLowerInvariant() : key] = known is null ? child : Merge(known, child);
    }

    private static SettingNode Merge(SettingNode known, SettingNode child) =>
        child.Value is not null || known.IsEmpty ? child : known;

    private static string Misfit(SettingNode node, string key) => node.Items is { } items
        ? $"the index '{key}' in a list of {items.Count}"
        : $"'{key}' below {node.Kind}";

    private static string Fitting(SettingNode node) => node.Items is { } items
        ? $"an index from 0 to {items.Count}, the last one to add an item"
        : "keys below a map or a list";

    private static bool IsIndex(string key) => key.Length is > 0 and < 5 && key.All(char.IsAsciiDigit);
}
