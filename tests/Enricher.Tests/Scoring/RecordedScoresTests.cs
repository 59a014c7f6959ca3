using Eyrie.Contracts;
using Eyrie.Enricher.Scoring;
using Eyrie.Enricher.Tests.Correlation;

namespace Eyrie.Enricher.Tests.Scoring;

/// <summary>What the points amount to on what real sensors said while an attack went on.</summary>
public sealed class RecordedScoresTests
{
    // CoreDNS asks the API server, a health check has a shell: a rule that is no worse than notice, on a workload that it never spoke of.
    private static readonly int LoudestNoise = RiskScore.Of(new(Severity.Notice) { Techniques = ["T1565"], FirstTimeOn = "Deployment/coredns" }, new()).Score;

    [Theory]
    [InlineData("1-guide-attack", 4, 4)]
    [InlineData("2-web-shell", 33, 32)] // one step's parent was gone before it began: nobody can tell whose it is
    public void Sets_an_attack_apart_from_noise(string recording, int alerts, int ofIncident)
    {
        var attack = Recording.Read(recording, "falco-http").Play().Where(one => one.Enrichment.Risk is not null).ToList();

        var incident = attack.GroupBy(one => one.Enrichment.Incident!.Id).MaxBy(group => group.Count())!;
        Assert.Equal((alerts, ofIncident), (attack.Count, incident.Count()));
        Assert.All(attack, alert => Assert.True(alert.Enrichment.Risk!.Score > LoudestNoise, string.Join(", ", alert.Enrichment.Risk.Reasons)));
        Assert.InRange(incident.Max(one => one.Enrichment.Incident!.SoFar!.RiskScore)!.Value, LoudestNoise + 40, 100);
    }
}
