using System.Globalization;

namespace Eyrie.Enricher.Mapping;

/// <summary>Collects flat fields; what says nothing is left out.</summary>
internal readonly struct FieldList()
{
    private readonly List<KeyValuePair<string, string>> _fields = new(8);

    /// <summary>What was collected.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>Adds a text unless it is empty.</summary>
    public void Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _fields.Add(new(name, value));
        }
    }

    /// <summary>Adds a number, zero too.</summary>
    public void Add(string name, long value) => _fields.Add(new(name, value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Adds a number of 64 bits, zero too.</summary>
    public void Add(string name, ulong value) => _fields.Add(new(name, value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Adds a number unless it was not said.</summary>
    public void Add(string name, long? value)
    {
        if (value is { } known)
        {
            Add(name, known);
        }
    }

    /// <summary>Adds fields that were read elsewhere.</summary>
    public void Add(List<KeyValuePair<string, string>> fields) => _fields.AddRange(fields);

    /// <summary>Adds a truth value unless it was not said.</summary>
    public void Add(string name, bool? value)
    {
        if (value is { } known)
        {
            _fields.Add(new(name, known ? "true" : "false"));
        }
    }

    /// <summary>Adds a number unless it is zero, which in protobuf is the same as not said.</summary>
    public void AddNonZero(string name, ulong value)
    {
        if (value != 0)
        {
            Add(name, value);
        }
    }
}
