namespace Eyrie.Platform.Configuration;

/// <summary>What was written for a key: nothing, one value, a map or a list, with the place it stands.</summary>
/// <param name="where"><c>eyrie.yaml:12</c>, or the environment variable.</param>
public sealed class SettingNode(string where)
{
    /// <summary>Where it was written.</summary>
    public string Where { get; } = where;

    /// <summary>The value; null when it is a map, a list or nothing.</summary>
    public string? Value { get; init; }

    /// <summary>Something is wrong with the value that was said already: nothing more is said about it.</summary>
    public bool IsBroken { get; init; }

    /// <summary>The keys of a map as they were written, in order; null when it is none.</summary>
    public Dictionary<string, SettingNode>? Members { get; private init; }

    /// <summary>A list's items; null when it is none.</summary>
    public List<SettingNode>? Items { get; private init; }

    /// <summary>Nothing stands there, or an empty text: for a map the same as an empty one.</summary>
    public bool IsEmpty => Members is null && Items is null && string.IsNullOrEmpty(Value);

    /// <summary>What is there, without its value.</summary>
    public string Kind => this switch
    {
        { Members: not null } => "a map",
        { Items: not null } => "a list",
        { Value: null } => "nothing",
        _ => "a single value",
    };

    internal static SettingNode Map(string where) =>
        new(where) { Members = new(StringComparer.OrdinalIgnoreCase) };

    internal static SettingNode List(string where) => new(where) { Items = [] };

    /// <summary>A copy that shares nothing; <paramref name="count"/> grows by its nodes.</summary>
    internal SettingNode Copy(ref int count)
    {
        count++;
        var copy = new SettingNode(Where)
        {
            Value = Value,
            IsBroken = IsBroken,
            Members = Members is null ? null : new(StringComparer.OrdinalIgnoreCase),
            Items = Items is null ? null : [],
        };
        foreach (var (key, member) in Members ?? [])
        {
            copy.Members!.Add(key, member.Copy(ref count));
        }

        foreach (var item in Items ?? [])
        {
            copy.Items!.Add(item.Copy(ref count));
        }

        return copy;
    }
}
