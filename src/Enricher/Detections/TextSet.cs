using System.Collections.Frozen;

namespace Eyrie.Enricher.Detections;

/// <summary>
/// Texts of which one has to fit, compiled: what has no wildcards is looked up, the usual forms are compared directly. Upper and lower
/// case differ, as they do in paths. Nothing is allocated to compare.
/// </summary>
internal sealed class TextSet
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>>? _plain;
    private readonly Pattern[] _patterns;

    private TextSet(IEnumerable<string> patterns)
    {
        var all = patterns.ToLookup(pattern => new Glob(pattern).IsPlain);
        Plain = [.. all[true]];
        _plain = Plain.Count > 0 ? Plain.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>() : null;
        _patterns = [.. all[false].Select(Pattern.Of)];
    }

    /// <summary>Those without wildcards.</summary>
    public IReadOnlyList<string> Plain { get; }

    /// <summary>Whether some have wildcards.</summary>
    public bool HasWildcards => _patterns.Length > 0;

    /// <summary>The set; null when there is none, which fits everything.</summary>
    public static TextSet? Of(IReadOnlyList<string> patterns) => patterns.Count == 0 ? null : new(patterns);

    /// <summary>Whether one fits all of the text. A text that was not said fits none, not even <c>*</c>.</summary>
    public bool Fits(string? text) => text is not null && Fits(text.AsSpan());

    /// <inheritdoc cref="Fits(string?)"/>
    public bool Fits(ReadOnlySpan<char> text)
    {
        if (_plain?.Contains(text) is true)
        {
            return true;
        }

        foreach (ref readonly var pattern in _patterns.AsSpan())
        {
            if (pattern.Fits(text))
            {
                return true;
            }
        }

        return false;
    }

    private enum Form
    {
        Prefix,
        Suffix,
        Part,
        Glob,
    }

    private readonly record struct Pattern(Form Form, string Text)
    {
        public static Pattern Of(string text)
        {
            var core = text.Trim('*');
            return !new Glob(core).IsPlain || core.Length == 0 ? new(Form.Glob, text)
                : !text.StartsWith('*') ? new(Form.Prefix, core)
                : !text.EndsWith('*') ? new(Form.Suffix, core)
                : new(Form.Part, core);
        }

        public bool Fits(ReadOnlySpan<char> text) => Form switch
        {
            Form.Prefix => text.StartsWith(Text, StringComparison.Ordinal),
            Form.Suffix => text.EndsWith(Text, StringComparison.Ordinal),
            Form.Part => text.Contains(Text, StringComparison.Ordinal),
            _ => new Glob(Text, IsExact: true).Matches(text),
        };
    }
}
