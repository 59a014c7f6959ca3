using Eyrie.Contracts;
using Eyrie.Enricher.Scoring;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes where an alert stands among others: <c>eyrie.risk</c>, <c>eyrie.repeat</c>, <c>eyrie.incident</c>; of activity <c>eyrie.around</c> alone.</summary>
internal static class StandingSection
{
    /// <summary>Writes the parts.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Enrichment enrichment)
    {
        if (enrichment.Risk is { } risk)
        {
            WriteRisk(ecs, guard, risk);
        }

        if (enrichment.Repeat is { } repeat)
        {
            ecs.Open("repeat");
            ecs.Write("count", repeat.Count);
            ecs.Write("first", repeat.First);
            ecs.Write("last", repeat.Last);
            ecs.Close();
        }

        if (enrichment.Around is { } around)
        {
            ecs.Open("around");
            ecs.Write("incident", around);
            ecs.Close();
        }

        if (enrichment.Incident is { } incident)
        {
            WriteIncident(ecs, guard, incident);
        }
    }

    private static void WriteRisk(EcsWriter ecs, TextGuard guard, RiskFact risk)
    {
        ecs.Open("risk");
        ecs.Write("factors", risk.Factors);
        ecs.Write("reasons", guard.Clean(risk.Reasons));
        ecs.Close();
    }

    private static void WriteIncident(EcsWriter ecs, TextGuard guard, IncidentPlace incident)
    {
        ecs.Open("incident");
        ecs.Write("id", incident.Id);
        ecs.Write("sequence", incident.Sequence);
        ecs.Write("subject", guard.Clean(incident.Subject));
        ecs.Write("state", incident.IsClosed ? "closed" : "open");
        if (incident.SoFar is { } total)
        {
            ecs.Write("alerts", total.Alerts);
            ecs.Write("suppressed", total.Suppressed);
            ecs.Write("first", total.First);
            ecs.Write("last", total.Last);
            ecs.Write("severity", (long?)total.Severity);
            ecs.Write("risk_score", (long?)total.RiskScore);
            ecs.Write("rules", guard.Clean(total.Rules));
            ecs.Write("techniques", guard.Clean(total.Techniques));
        }

        ecs.Close();
    }
}
