namespace Eyrie.Sinks.Routing.Matching;

/// <summary>Compares a number with limits of which one has to hold.</summary>
internal sealed class ComparisonMatcher(string key, IReadOnlyList<Comparison> comparisons, NumberOfAlert number, bool isNegated)
    : Matcher(key, comparisons.Count == 1 ? comparisons[0].Text : $"[{string.Join(", ", comparisons.Select(one => one.Text))}]", isNegated)
{
    public override string Seen(in RouteSubject subject) => number.Show(subject.Alert);

    protected override bool IsMatch(in RouteSubject subject)
    {
        var value = number.Of(subject.Alert);
        foreach (var comparison in comparisons)
        {
            if (comparison.Holds(value))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A limit.</summary>
/// <param name="Operator">How: <c>=</c>, <c>!=</c>, <c>&gt;=</c>, <c>&gt;</c>, <c>&lt;=</c>, <c>&lt;</c>.</param>
/// <param name="Limit">With what.</param>
/// <param name="Text">As people read it.</param>
internal sealed record Comparison(string Operator, int Limit, string Text)
{
    // The longer first: '>=' begins with '>'.
    private static readonly string[] Operators = [">=", "<=", "!=", "==", "=", ">", "<"];

    /// <summary>Takes the operator off a text; without one it is equality.</summary>
    public static (string Operator, string Value) Split(string text)
    {
        text = text.Trim();
        var found = Array.Find(Operators, known => text.StartsWith(known, StringComparison.Ordinal)) ?? "";
        return (found is "" or "==" ? "=" : found, text[found.Length..].Trim());
    }

    public bool Holds(int value) => Operator switch
    {
        ">=" => value >= Limit,
        ">" => value > Limit,
        "<=" => value <= Limit,
        "<" => value < Limit,
        "!=" => value != Limit,
        _ => value == Limit,
    };
}
