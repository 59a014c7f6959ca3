namespace Eyrie.Sinks.Routing.Matching;

/// <summary>Asks one thing of an alert.</summary>
/// <param name="key">What it asks about, as it is written: <c>namespace</c>, <c>labels.app</c>.</param>
/// <param name="wanted">What it wants, as it is written.</param>
/// <param name="isNegated">It wants the opposite.</param>
internal abstract class Matcher(string key, string wanted, bool isNegated)
{
    /// <summary>What it asks about.</summary>
    public string Key { get; } = key;

    /// <summary>It stands below <c>not</c>.</summary>
    public bool IsNegated { get; } = isNegated;

    /// <summary>All of it as people read it.</summary>
    public string Text { get; } = $"{(isNegated ? "not " : "")}{key}: {wanted}";

    /// <summary>It is about where something happened: the same for all alerts of an incident.</summary>
    public virtual bool IsAboutPlace => false;

    /// <summary>No alert fails it.</summary>
    public virtual bool FitsAll => false;

    /// <summary>Whether the alert is one of those that are wanted.</summary>
    public bool Fits(in RouteSubject subject) => IsMatch(subject) != IsNegated;

    /// <summary>
    /// Whether an alert of the incident that this document closes can have been one of those that are wanted: the document says where it was,
    /// not what each alert was.
    /// </summary>
    public bool CanHaveFitted(in RouteSubject subject) => !IsAboutPlace || Seen(subject).Length == 0 || Fits(subject);

    /// <summary>The alert's value, as people read it; empty when it has none.</summary>
    public abstract string Seen(in RouteSubject subject);

    protected abstract bool IsMatch(in RouteSubject subject);
}
