using System.ComponentModel.DataAnnotations;

namespace Eyrie.Platform.Configuration;

/// <summary>Compares what was written with what the options allow; turns it into the flat keys that options are bound from.</summary>
/// <param name="root">Shape of the whole configuration.</param>
/// <param name="problems">Gets everything that is wrong.</param>
internal sealed class ConfigurationCheck(ObjectShape root, List<ConfigurationProblem> problems)
{
    private const string TypeKey = "type";
    private const string ReadableFile = "the path of a file that this process can read";
    private readonly List<CheckedObject> _objects = [];

    /// <summary>The objects that were found, each with what its options may still complain about as a whole.</summary>
    public IReadOnlyList<CheckedObject> Objects => _objects;

    /// <summary>Checks everything below the root.</summary>
    /// <returns>The settings by their configuration paths, durations and words as the binder reads them.</returns>
    public Dictionary<string, string?> Check(SettingNode settings)
    {
        var flat = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        CheckObject(settings, root, new("", ""), flat);
        return flat;
    }

    private void CheckNode(SettingNode node, SettingProperty property, Place place, Dictionary<string, string?> flat)
    {
        if (node.IsBroken)
        {
            return;
        }

        switch (property.Shape)
        {
            case ScalarShape scalar:
                CheckScalar(node, scalar, property, place, flat);
                break;
            case ObjectShape shape:
                CheckObject(node, shape, place, flat);
                break;
            case ListShape list:
                CheckList(node, list, place, flat);
                break;
            case MapShape map:
                CheckMap(node, map, place, flat);
                break;
        }
    }

    private void CheckObject(SettingNode node, ObjectShape shape, Place place, Dictionary<string, string?> flat)
    {
        if (node.Members is null && !node.IsEmpty)
        {
            problems.Add(new(node.Where, place.Key, node.Kind, $"a map with the keys {shape.Allowed}"));
            return;
        }

        _objects.Add(new(node, shape, place.Key, place.Path));
        foreach (var (key, member) in node.Members ?? [])
        {
            var type = shape.HasKinds ? member.Members?.GetValueOrDefault(TypeKey) : null;
            if (shape.Members.TryGetValue(type?.Value ?? key, out var property))
            {
                CheckNode(member, property, place.Member(key), flat);
            }
            else if (type is not null)
            {
                problems.Add(new(
                    type.Where, place.Member(key).Member(TypeKey).Key, SettingNames.Show(TypeKey, type.Value ?? ""), shape.Allowed,
                    NearestWord.Find(type.Value ?? "", shape.Members.Keys)));
            }
            else
            {
                problems.Add(Unknown(member, shape, place, key));
            }
        }

        foreach (var property in shape.Members.Values)
        {
            if (property.IsMissing && node.Members?.ContainsKey(property.Name) is not true)
            {
                problems.Add(new(node.Where, place.Member(property.Name).Key, "nothing", Allowed(property)) { MattersInUse = true });
            }
        }

        if (node.Members is not { Count: > 0 } && place.Path.Length > 0)
        {
            flat[place.Path] = ""; // the section is there, with its defaults
        }
    }

    private void CheckList(SettingNode node, ListShape list, Place place, Dictionary<string, string?> flat)
    {
        if (node.Items is null && !node.IsEmpty)
        {
            problems.Add(new(node.Where, place.Key, node.Kind, list.Allowed));
            return;
        }

        var names = new Dictionary<string, SettingNode>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < node.Items?.Count; i++)
        {
            var item = node.Items[i];
            CheckNode(item, new("", list.Item, [], null), place.Item(i), flat);
            if (item.Members?.GetValueOrDefault("name") is { Value: { Length: > 0 } name } named && !names.TryAdd(name, named))
            {
                problems.Add(new(
                    named.Where, place.Item(i).Member("name").Key, $"'{name}' a second time, after {names[name].Where}", "each name once"));
            }
        }
    }

    private void CheckMap(SettingNode node, MapShape map, Place place, Dictionary<string, string?> flat)
    {
        if (node.Members is null && !node.IsEmpty)
        {
            problems.Add(new(node.Where, place.Key, node.Kind, map.Allowed));
            return;
        }

        foreach (var (key, member) in node.Members ?? [])
        {
            if (key.Contains(':', StringComparison.Ordinal) || key.Length == 0)
            {
                problems.Add(new(member.Where, place.Member(key).Key, $"the name '{key}'", "a name without ':'"));
            }
            else
            {
                CheckNode(member, new("", map.Item, [], null), place.Member(key), flat);
            }
        }
    }

    private void CheckScalar(SettingNode node, ScalarShape scalar, SettingProperty property, Place place, Dictionary<string, string?> flat)
    {
        if (node.Members is not null || node.Items is not null)
        {
            problems.Add(new(node.Where, place.Key, node.Kind, Allowed(property)));
        }
        else if (node.Value is null)
        {
            if (property.IsMissing)
            {
                problems.Add(new(node.Where, place.Key, "nothing", Allowed(property)) { MattersInUse = true });
            }
        }
        else if (SettingValue.Parse(scalar.Type, node.Value) is { } value)
        {
            flat[place.Path] = SettingValue.Normalise(value);
            CheckRules(node, property, place, value);
        }
        else
        {
            var nearest = scalar.Type.IsEnum ? NearestWord.Find(SettingValue.Plain(node.Value), scalar.Words) : null;
            problems.Add(new(node.Where, place.Key, SettingNames.Show(place.Key, node.Value), Allowed(property), nearest));
        }
    }

    private void CheckRules(SettingNode node, SettingProperty property, Place place, object value)
    {
        foreach (var rule in property.Rules)
        {
            if (SettingValue.Broken(rule, place.Key, value) is { } allowed)
            {
                var words = rule is AllowedValuesAttribute { Values: var known } ? known.OfType<string>() : [];
                problems.Add(new(
                    node.Where, place.Key, SettingNames.Show(place.Key, node.Value!), allowed, NearestWord.Find(node.Value!, words)));
                return;
            }
        }

        if (property.IsFile && NamedFile.Problem((string)value) is { } problem)
        {
            problems.Add(new(node.Where, place.Key, $"{SettingNames.ShowPath(place.Key, node.Value!)}: {problem}", ReadableFile)
            {
                MattersInUse = true,
            });
        }
    }

    private ConfigurationProblem Unknown(SettingNode node, ObjectShape shape, Place place, string key)
    {
        var nearest = NearestWord.Find(key, shape.Members.Keys) is { } name
            ? place.Member(name).Key
            : ConfigurationKeys.Below(root, "").FirstOrDefault(known => known.Split('.')[^1].Equals(key, StringComparison.OrdinalIgnoreCase));
        var allowed = shape.HasKinds ? $"{shape.Allowed}; or a name of your own with one of them as its type" : shape.Allowed;
        return new(node.Where, place.Member(key).Key, "a key that is not known", allowed, nearest);
    }

    private static string Allowed(SettingProperty property)
    {
        if (property.IsFile)
        {
            return ReadableFile;
        }

        var range = property.Rules.OfType<RangeAttribute>().FirstOrDefault();
        return range is null ? property.Shape.Allowed : $"{property.Shape.Allowed}, {SettingValue.Limits(range)}";
    }

    /// <summary>A place in the configuration: the key as it was written, and the path that options are bound by.</summary>
    private readonly record struct Place(string Key, string Path)
    {
        public Place Member(string name) => new(Key.Length > 0 ? $"{Key}.{name}" : name, Below(name));

        public Place Item(int index) => new($"{Key}[{index}]", Below($"{index}"));

        private string Below(string name) => Path.Length > 0 ? $"{Path}:{name}" : name;
    }
}

/// <summary>A map that was written, and the options it is bound to.</summary>
/// <param name="Node">What was written.</param>
/// <param name="Shape">What may be written.</param>
/// <param name="Key">Its key as it was written.</param>
/// <param name="Path">Its configuration path.</param>
internal sealed record CheckedObject(SettingNode Node, ObjectShape Shape, string Key, string Path)
{
    /// <summary>It is there but switched off.</summary>
    public bool IsDisabled => Shape.Members.ContainsKey("enabled")
        && "false".Equals(Node.Members?.GetValueOrDefault("enabled")?.Value, StringComparison.OrdinalIgnoreCase);
}
