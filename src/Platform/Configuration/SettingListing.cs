using System.Collections;
using System.Reflection;

namespace Eyrie.Platform.Configuration;

/// <summary>
/// Lists what is in force: of each key that can be written, what was, or else its default. What has neither is left out; so is a kind (a sink) that nobody
/// wrote, for it is not there.
/// </summary>
internal static class SettingListing
{
    /// <summary>All settings, sections in their order.</summary>
    public static IEnumerable<SettingInForce> Of(SettingNode settings, ObjectShape root) => Object(settings, root, null, "");

    private static IEnumerable<SettingInForce> Any(SettingNode? node, SettingShape shape, object? unwritten, string key, string name) => shape switch
    {
        ObjectShape keys => Object(node, keys, unwritten, key),
        ListShape { Item: ObjectShape item } => (node?.Items ?? []).SelectMany((each, i) => Object(each, item, null, $"{key}[{i}]")),
        ListShape => List(node, unwritten, key, name),
        MapShape map => (node?.Members ?? []).SelectMany(member => Any(member.Value, map.Item, null, $"{key}.{member.Key}", member.Key)),
        _ => Scalar(node, unwritten, key, name),
    };

    private static IEnumerable<SettingInForce> Object(SettingNode? node, ObjectShape shape, object? unwritten, string key)
    {
        if (shape.HasKinds)
        {
            return (node?.Members ?? []).SelectMany(member =>
                shape.Members.TryGetValue(member.Value.Members?.GetValueOrDefault("type")?.Value ?? member.Key, out var kind)
                    ? Any(member.Value, kind.Shape, null, Below(key, member.Key), member.Key)
                    : []);
        }

        return shape.Members.Values.SelectMany(member =>
            Any(node?.Members?.GetValueOrDefault(member.Name), member.Shape, Default(member, unwritten), Below(key, member.Name), member.Name));
    }

    // What an object in an object begins with is for the outer one to say.
    private static object? Default(SettingProperty member, object? outer) =>
        outer?.GetType().GetProperty(member.Name, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance) is { } property
            ? property.GetValue(outer)
            : member.Default;

    private static IEnumerable<SettingInForce> List(SettingNode? node, object? unwritten, string key, string name)
    {
        var written = node?.Items?.Where(static item => item.Value is not null).ToArray() ?? [];
        var usual = unwritten is IEnumerable items ? string.Join(", ", items.Cast<object>().Select(SettingNames.Show)) : "";
        return written.Length > 0
            ? [new(key, string.Join(", ", written.Select(item => SettingNames.Masked(name, item.Value!))), string.Join(", ", written.Select(static item => item.Where).Distinct()))]
            : usual.Length > 0 ? [new(key, usual, SettingInForce.Default)] : [];
    }

    private static IEnumerable<SettingInForce> Scalar(SettingNode? node, object? unwritten, string key, string name) =>
        node?.Value is { } value ? [new(key, SettingNames.Masked(name, value), node.Where)]
        : SettingNames.Show(unwritten) is { Length: > 0 } usual ? [new(key, usual, SettingInForce.Default)]
        : [];

    private static string Below(string key, string name) => key.Length > 0 ? $"{key}.{name}" : name;
}
