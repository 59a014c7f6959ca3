using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Scoring;

/// <summary>Adds up an alert's risk score. Pure: the same signs make the same score.</summary>
internal static class RiskScore
{
    private const int MostExtraTechniques = 5;
    private const int MostIncidentTechniques = 3;
    private const int MostRepeatSteps = 3;
    private const int OfEmergency = 85;

    // From debug to emergency: a critical alert with nothing else is worth two thirds, a warning a third.
    private static readonly int[] BySeverity = [5, 10, 20, 35, 50, 65, 75, OfEmergency];

    /// <summary>The score.</summary>
    public static RiskFact Of(in RiskSigns signs, ScoringOptions weights)
    {
        var sum = new Sum();
        sum.Add("priority", ((BySeverity[(int)signs.Severity] * weights.Priority) + (OfEmergency / 2)) / OfEmergency, signs.Severity.Word());
        sum.Add("technique", OfTechniques(RuleTechniques.Distinct(signs.Techniques), weights.Technique), signs.Techniques);
        sum.Add("service_shell", signs.ServiceShell is null ? 0 : weights.ServiceShell, signs.ServiceShell);
        sum.Add("first_time", signs.FirstTimeOn is null ? 0 : weights.FirstTime, signs.FirstTimeOn);
        sum.Add("interactive", signs.Interactive is null ? 0 : weights.Interactive, signs.Interactive);
        sum.Add("privileged", signs.Privileged ? weights.Privileged : 0, "the container is privileged");
        sum.Add("blocked", signs.Blocked ? -weights.Blocked : 0, "the policy prevented it");
        sum.Add("repeated", -weights.Repeated * Steps(signs.Repeats), signs.Repeats, "alerts like it");
        sum.Add("incident_techniques", weights.IncidentTechniques * Math.Clamp(signs.IncidentTechniques - 1, 0, MostIncidentTechniques), signs.IncidentTechniques, "techniques in the incident");
        return new(Math.Clamp(sum.Points, 0, 100), sum.Factors, sum.Reasons);
    }

    private static int OfTechniques(int count, int weight) =>
        count == 0 ? 0 : weight + (weight * Math.Min(count - 1, MostExtraTechniques) / MostExtraTechniques);

    // 10, 100, 1000.
    private static int Steps(long repeats)
    {
        var steps = 0;
        for (var rest = repeats; rest >= 10 && steps < MostRepeatSteps; rest /= 10)
        {
            steps++;
        }

        return steps;
    }

    private struct Sum()
    {
        public List<string> Factors { get; } = [];

        public List<string> Reasons { get; } = [];

        public int Points { get; private set; }

        public void Add(string factor, int points, string? reason)
        {
            if (points != 0)
            {
                Points += points;
                Factors.Add(factor);
                Reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{factor} {points:+0;-0}: {reason}"));
            }
        }

        public void Add(string factor, int points, IReadOnlyList<string> reasons)
        {
            if (points != 0)
            {
                Add(factor, points, string.Join(", ", reasons));
            }
        }

        public void Add(string factor, int points, long count, string what)
        {
            if (points != 0)
            {
                Add(factor, points, string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
            }
        }
    }
}
