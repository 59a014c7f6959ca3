using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>The join on what a real Falco and a real Tetragon said of the same attack.</summary>
public sealed class RecordingsTests
{
    [Theory]
    [InlineData("1-guide-attack", "falco-http", 4)]
    [InlineData("1-guide-attack", "falco-grpc", 4)]
    [InlineData("2-web-shell", "falco-http", 33)]
    [InlineData("2-web-shell", "falco-grpc", 33)]
    public void Joins_every_alert_with_its_process_and_none_with_another(string name, string falco, int alerts)
    {
        var found = Recording.Read(name, falco).Play().Alerts().ToList();

        Assert.Equal(alerts, found.Count);
        Assert.All(found, AssertRight);
        Assert.All(found, alert => Assert.Equal(CorrelationMethod.Pid, alert.Enrichment.Correlation.Method));
        Assert.All(found, AssertSure);
    }

    [Theory]
    [InlineData("1-guide-attack", 4, "vm/21510", 0)]
    [InlineData("2-web-shell", 32, "vm/31744", 1)]
    public void Follows_every_alert_up_to_pid_1_and_puts_all_but_an_orphans_in_one_incident(
        string name, int alerts, string subject, int orphans)
    {
        var found = Recording.Read(name, "falco-http").Play().Alerts().ToList();

        Assert.All(found, alert => Assert.Equal(1, alert.Enrichment.Ancestors[^1].Pid));
        Assert.Equal(alerts, found.Where(alert => alert.Enrichment.Incident!.Subject == subject).Max(alert => alert.Enrichment.Incident!.Sequence));
        Assert.Equal(orphans, found.Count(alert => alert.Enrichment.Incident!.Subject != subject));
    }

    [Fact]
    public void Joins_failed_execs_with_the_shell_that_tried_them()
    {
        var failed = Recording.Read("2-web-shell", "falco-http").Play().Alerts()
            .Where(alert => alert.Observation.Outcome == "failure").ToList();

        Assert.Equal(3, failed.Count);
        Assert.All(failed, alert => Assert.Equal("/usr/bin/sh", alert.Enrichment.Process!.Executable));
        Assert.All(failed, alert => Assert.Equal(5144775705266, Ktime(alert)));
    }

    [Theory]
    [InlineData("1-guide-attack", 4)]
    [InlineData("2-web-shell", 33)]
    public void Still_joins_none_wrongly_when_all_of_tetragon_comes_late(string name, int alerts)
    {
        var recording = Recording.Read(name, "falco-http");

        foreach (var delay in new[] { 0.01, 0.1, 0.5, 1, 2 })
        {
            var found = recording.Delayed(TimeSpan.FromSeconds(delay)).Play().Alerts().ToList();
            Assert.Equal(alerts, found.Count);
            Assert.All(found, AssertRight);
            Assert.All(found, AssertSure);
        }
    }

    [Fact]
    public void Finds_the_process_of_alerts_that_name_no_pid_and_is_honest_about_it()
    {
        var found = Recording.Read("3-guide-attack-without-pids", "falco-grpc").Play().Alerts().ToList();

        Assert.Equal([32670, 32688, 32696, 32705], found.Select(Pid));
        Assert.All(found, alert => Assert.Equal(
            (CorrelationMethod.ContainerCommandLine, Confidence.Medium),
            (alert.Enrichment.Correlation.Method, alert.Enrichment.Correlation.Confidence)));
    }

    // The pid must be the alert's, the program the one that Falco names: for an exec the image must be that very exec's.
    private static void AssertRight(Enriched alert)
    {
        var (observation, enrichment) = alert;
        Assert.True(ExecId.TryParse(enrichment.Process!.ExecId, out var id));
        Assert.Equal(observation.Process!.Pid, id.Pid);
        var lag = observation.Time - enrichment.Process.Start!.Value;
        Assert.True(lag > TimeSpan.FromMilliseconds(-0.1), $"{lag}");
        if (ProcessJoin.IsExec(observation))
        {
            Assert.InRange(lag, TimeSpan.Zero, TimeSpan.FromMilliseconds(0.2));
        }
    }

    // A thread's alert tells the thread's start, not its process'.
    private static void AssertSure(Enriched alert)
    {
        var process = alert.Observation.Process!;
        Assert.Equal(
            process.ThreadId == process.Pid ? Confidence.High : Confidence.Medium, alert.Enrichment.Correlation.Confidence);
        Assert.Equal(process.ThreadId == process.Pid, alert.Enrichment.Correlation.Reason is null);
    }

    private static int Pid(Enriched alert) =>
        ExecId.TryParse(alert.Enrichment.Process!.ExecId, out var id) ? (int)id.Pid : 0;

    private static long Ktime(Enriched alert) =>
        ExecId.TryParse(alert.Enrichment.Process!.ExecId, out var id) ? id.Ktime : 0;
}
