namespace Eyrie.Sinks.Routing.Matching;

/// <summary>What is asked of an alert: all of it has to fit; nothing asked fits everything.</summary>
internal sealed class MatcherSet
{
    public static readonly MatcherSet Empty = new([]);

    private readonly Matcher[] _matchers;

    public MatcherSet(IReadOnlyList<Matcher> matchers) => _matchers = [.. matchers];

    public IReadOnlyList<Matcher> All => _matchers;

    /// <summary>No alert fails it.</summary>
    public bool FitsAll => Array.TrueForAll(_matchers, static matcher => matcher.FitsAll);

    /// <summary>It asks for suppressed alerts by name.</summary>
    public bool WantsSuppressed => Array.Exists(_matchers, static matcher => matcher is SuppressedMatcher { WantsSuppressed: true });

    /// <summary>As people read it.</summary>
    public string Text => _matchers.Length == 0 ? "everything" : string.Join(", ", _matchers.Select(matcher => matcher.Text));

    public bool Fits(in RouteSubject subject)
    {
        foreach (var matcher in _matchers)
        {
            if (!matcher.Fits(subject))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc cref="Matcher.CanHaveFitted"/>
    public bool CanHaveFitted(in RouteSubject subject)
    {
        foreach (var matcher in _matchers)
        {
            if (!matcher.CanHaveFitted(subject))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whatever fits the other one fits this one, too, as far as it can be seen without looking into patterns.</summary>
    public bool Covers(MatcherSet other) =>
        Array.TrueForAll(_matchers, mine => mine.FitsAll || other.All.Any(theirs => theirs.Text == mine.Text));
}
