namespace Eyrie.Platform.Configuration;

/// <summary>A key that can be configured.</summary>
/// <param name="Name">As it is written, for instance <c>sensors[].address</c>.</param>
/// <param name="Default">What holds when it is not written; empty when there is none.</param>
public sealed record ConfigurationKey(string Name, string Default);

/// <summary>Every key there is, from the options themselves: what documentation is compared with.</summary>
public static class ConfigurationKeys
{
    /// <summary>The keys with a value, sections in the order given.</summary>
    public static IReadOnlyList<ConfigurationKey> Of(IEnumerable<ConfigurationSection> sections) =>
        [.. List(SettingShapes.Of(sections), "", null)];

    internal static IEnumerable<string> Below(SettingShape shape, string path) => List(shape, path, null).Select(key => key.Name);

    private static IEnumerable<ConfigurationKey> List(SettingShape shape, string path, object? value) => shape switch
    {
        ObjectShape keys => keys.Members.Values.SelectMany(member =>
            List(member.Shape, path.Length > 0 ? $"{path}.{member.Name}" : member.Name, member.Default)),
        ListShape { Item: ObjectShape item } => List(item, path + "[]", null),
        _ => [new(path, SettingNames.Show(value))],
    };
}
