using System.Net;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Tests.Correlation;

namespace Eyrie.Enricher.Tests.Acts;

/// <summary>What Falco and Tetragon say of one act is linked.</summary>
public sealed class RelatedStepTests
{
    private static readonly ProcessFact Init = An.Image(0.1, 1, "/sbin/init");
    private static readonly ProcessFact Cat = An.Image(1_010, 71, "/usr/bin/cat /etc/shadow", parent: Init.ExecId);

    private readonly EnrichmentPipeline _pipeline = An.Pipeline();
    private readonly PartitionState _state = An.State();

    [Theory]
    [InlineData("2-web-shell", "Read sensitive file untrusted", "credential-read")]
    [InlineData("2-web-shell", "Suspicious Outbound Connection from Internal Service", "connect-syscall")]
    [InlineData("2-web-shell", "Suspicious Outbound Connection from Internal Service", "tcp-connect")]
    [InlineData("1-guide-attack", "Suspicious Outbound Connection from Internal Service", "connect-syscall")]
    public void Links_every_alert_of_a_recording_with_the_policy_event_of_its_act(string name, string rule, string policy)
    {
        var output = Recording.Read(name, "falco-http").Play();
        var events = output.ToDictionary(enriched => enriched.Observation.Id);

        var alerts = output.Alerts()
            .Where(alert => alert.Observation.Rule!.Name == rule)
            .Where(alert => alert.Observation.Process!.Pid != 31929) // wrote the path with detours: the policy did not see it
            .ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert =>
        {
            var related = Assert.Single(alert.Enrichment.Related, one => one.Rule == policy);
            Assert.Equal(alert.Enrichment.Process!.ExecId, events[related.Id].Observation.Process!.ExecId);
        });
    }

    [Theory]
    [InlineData("/etc/shadow", 71L, 0.05, true)]
    [InlineData("/usr/share/../../etc/shadow", 71L, 0.05, true)] // Tetragon tells it as it was written
    [InlineData("/etc/passwd", 71L, 0.05, false)]
    [InlineData("/etc/shadow", 72L, 0.05, false)]
    [InlineData("/etc/shadow", 71L, 3, false)]
    public void Tells_acts_apart_by_process_object_and_time(string file, long pid, double after, bool same)
    {
        var policy = An.Policy(Cat with { Pid = pid, ExecId = An.ExecId(1_010, pid) }, 1_012, "credential-read") with { File = new(file) };
        _pipeline.Read(_state, An.Exec(Cat, Init), policy);

        var alert = An.Alert(1_012 + after, 71, "cat /etc/shadow", cloned: 1_009) with { File = new("/etc/shadow") };
        var found = Assert.Single(_pipeline.Read(_state, alert)).Enrichment;

        Assert.Equal(same ? [policy.Id] : [], found.Related.Select(related => related.Id));
    }

    [Fact]
    public void Names_the_alert_in_the_policy_event_when_that_comes_later()
    {
        var connection = new NetworkFact { DestinationAddress = IPAddress.Parse("192.0.2.10"), DestinationPort = 4444 };
        var alert = An.Alert(1_012.06, 71, "cat /etc/shadow", cloned: 1_009) with { Network = connection };
        _pipeline.Read(_state, An.Exec(Cat, Init), alert);

        var policy = An.Policy(Cat, 1_012, "connect") with { Network = connection with { DestinationPort = null } };
        var found = Assert.Single(_pipeline.Read(_state, policy)).Enrichment;

        Assert.Equal([("falco", "A rule", alert.Id)], found.Related.Select(related => (related.Sensor, related.Rule, related.Id)));
    }
}
