using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>A Falco alert as both of its wire forms tell it. What is null was not said.</summary>
internal sealed class FalcoAlert
{
    public EventTime? Time { get; set; }

    public string? Rule { get; set; }

    public Severity? Priority { get; set; }

    public string? Source { get; set; }

    public string? Hostname { get; set; }

    public string? Message { get; set; }

    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Output fields that say something, by Falco's names; the last of a repeated name wins.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Keeps a field that says something.</summary>
    public void Add(string name, string? value)
    {
        if (EcsWriter.IsSaid(value))
        {
            Fields[name.Trim()] = value!; // hand-written rules have blanks at the end of names
        }
    }

    /// <summary>A field's text; null when it was not said.</summary>
    public string? Text(string name) => Fields.GetValueOrDefault(name);

    /// <summary>The first of these fields that was said.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Fields.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A field as a number; null when it is none or does not fit.</summary>
    public long? Number(string name) =>
        Fields.TryGetValue(name, out var text)
        && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A field as a number above zero: ids and clock readings for which 0 and -1 mean unknown.</summary>
    public long? Positive(string name) => Number(name) is > 0 and var number ? number : null;

    /// <summary>A field of nanoseconds since the epoch.</summary>
    public EventTime? Moment(string name) => Positive(name) is { } nanoseconds ? new(nanoseconds) : null;
}
