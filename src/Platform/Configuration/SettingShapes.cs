using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Eyrie.Platform.Configuration;

/// <summary>Reads from the options' types what may be configured.</summary>
internal static class SettingShapes
{
    /// <summary>The shape of the whole configuration.</summary>
    public static ObjectShape Of(IEnumerable<ConfigurationSection> sections)
    {
        var root = new ObjectShape();
        foreach (var section in sections)
        {
            Add(root, section);
        }

        return root;
    }

    private static void Add(ObjectShape root, ConfigurationSection section)
    {
        var keys = section.Path.Split(':', StringSplitOptions.RemoveEmptyEntries);
        var parent = root;
        foreach (var key in section.IsList ? keys[..^1] : keys)
        {
            parent.HasKinds |= section.IsKind && ReferenceEquals(key, keys[^1]);
            parent = Member(parent, key, new ObjectShape());
        }

        if (section.IsList)
        {
            var item = new ObjectShape();
            Member(parent, keys[^1], new ListShape(item));
            parent = item;
        }

        foreach (var type in section.Types)
        {
            Add(parent, type);
        }
    }

    private static TShape Member<TShape>(ObjectShape parent, string key, TShape shape)
        where TShape : SettingShape
    {
        var name = SettingNames.Camel(key);
        parent.Members.TryAdd(name, new(name, shape, [], null));
        return (TShape)parent.Members[name].Shape;
    }

    private static void Add(ObjectShape shape, Type type)
    {
        shape.Types.Add(type);
        var defaults = type.GetConstructor(Type.EmptyTypes)?.Invoke(null);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            {
                var name = SettingNames.Camel(property.Name);
                shape.Members.TryAdd(name, new(
                    name, Of(property.PropertyType), Rules(property), defaults is null ? null : property.GetValue(defaults)));
            }
        }
    }

    // A `required` property needs a value as one with the attribute does, although reflection may make the record without.
    private static List<ValidationAttribute> Rules(PropertyInfo property)
    {
        var rules = property.GetCustomAttributes<ValidationAttribute>().ToList();
        if (property.IsDefined(typeof(RequiredMemberAttribute)) && !rules.Any(rule => rule is RequiredAttribute))
        {
            rules.Add(new RequiredAttribute());
        }

        return rules;
    }

    private static SettingShape Of(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (IsScalar(type))
        {
            return new ScalarShape(type);
        }

        if ((Element(type, typeof(IReadOnlyDictionary<,>)) ?? Element(type, typeof(IDictionary<,>))) is { } value)
        {
            return new MapShape(Of(value));
        }

        if (Element(type, typeof(IEnumerable<>)) is { } item)
        {
            return new ListShape(Of(item));
        }

        var shape = new ObjectShape();
        Add(shape, type);
        return shape;
    }

    private static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(decimal) || type == typeof(Uri);

    // The last type argument: a list's item, a dictionary's value.
    private static Type? Element(Type type, Type collection) => type.GetInterfaces().Append(type)
        .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == collection)?
        .GetGenericArguments()[^1];
}
