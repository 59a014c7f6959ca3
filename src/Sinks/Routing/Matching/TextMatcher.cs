namespace Eyrie.Sinks.Routing.Matching;

/// <summary>Compares a text, or each of several, with patterns of which one has to fit.</summary>
internal sealed class TextMatcher(TextField about, IReadOnlyList<TextPattern> patterns, bool isNegated)
    : Matcher(about.Name, PatternText.Of(patterns), isNegated)
{
    private readonly TextPattern[] _patterns = [.. patterns];

    /// <summary>What it compares with.</summary>
    public IReadOnlyList<TextPattern> Patterns => _patterns;

    public override bool IsAboutPlace => about.IsOfPlace;

    public override bool FitsAll => !IsNegated && Array.Exists(_patterns, pattern => pattern.FitsAll);

    public override string Seen(in RouteSubject subject) => about.Many is null ? about.One!(subject) : string.Join(", ", about.Many(subject.Alert));

    protected override bool IsMatch(in RouteSubject subject)
    {
        if (about.Many is null)
        {
            return IsMatch(about.One!(subject));
        }

        var values = about.Many(subject.Alert);
        foreach (var value in values)
        {
            if (IsMatch(value))
            {
                return true;
            }
        }

        return values.Count == 0 && IsMatch("");
    }

    private bool IsMatch(string value)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Fits(value) || (about.Part is not null && value.Length > 0 && pattern.Fits(about.Part(value))))
            {
                return true;
            }
        }

        return false;
    }
}
