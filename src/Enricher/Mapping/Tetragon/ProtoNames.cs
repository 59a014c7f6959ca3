using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>The names that an enumeration's values have on the wire, where C# has made its own of them.</summary>
internal static class ProtoNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names = typeof(T)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToFrozenDictionary(field => (T)field.GetValue(null)!, field => field.GetCustomAttribute<OriginalNameAttribute>()!.Name);

    /// <summary>The name; a value that is newer than our definitions stays a number.</summary>
    public static string Of(T value) =>
        Names.TryGetValue(value, out var name) ? name : Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    /// <summary>Several, blanks between.</summary>
    public static string Of(RepeatedField<T> values) => values.Count == 0 ? "" : string.Join(' ', values.Select(Of));
}
