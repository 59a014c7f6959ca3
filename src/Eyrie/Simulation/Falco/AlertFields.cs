using System.Globalization;

namespace Eyrie.Simulation.Falco;

/// <summary>
/// An alert's output fields. Values are what Falco's JSON has (text, number, true or false, null); its protobuf form
/// knows text only, and says <c>&lt;NA&gt;</c> for null.
/// </summary>
internal sealed class AlertFields
{
    public const string Absent = "<NA>";

    private readonly SortedDictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>In the order of names, as Falco's JSON has them.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Values => _values;

    public object? this[string name]
    {
        set => _values[name] = value;
    }

    /// <summary>A field as text; absent when there is none.</summary>
    public string Text(string name) => AsText(_values.GetValueOrDefault(name));

    public static string AsText(object? value) => value switch
    {
        null => Absent,
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
