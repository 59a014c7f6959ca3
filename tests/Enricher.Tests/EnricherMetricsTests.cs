using Eyrie.Contracts;
using Eyrie.Testing;

namespace Eyrie.Enricher.Tests;

public sealed class EnricherMetricsTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly EnricherMetrics _metrics;

    public EnricherMetricsTests() => _metrics = new(_meters);

    [Fact]
    public void Tells_how_long_documents_took_and_never_less_than_nothing()
    {
        var account = new BatchAccount();
        account.Documents.Add(new(At(10), At(12), IsAlert: true));
        account.Documents.Add(new(At(99), At(14), IsAlert: false)); // a sensor's clock that is ahead

        _metrics.BatchCommitted(account, TimeSpan.FromSeconds(1), At(15));

        Assert.Equal(5, _meters.LastReal("eyrie.enricher.latency", "from=sensor", "kind=alert"));
        Assert.Equal(3, _meters.LastReal("eyrie.enricher.latency", "from=read", "kind=alert"));
        Assert.Equal(0, _meters.LastReal("eyrie.enricher.latency", "from=sensor", "kind=activity"));
        Assert.Equal(1, _meters.LastReal("eyrie.enricher.latency", "from=read", "kind=activity"));
    }

    [Fact]
    public void Counts_alerts_by_severity_and_sensor_and_dead_letters_by_reason()
    {
        var account = new BatchAccount { Rejected = 5, TooLarge = 2 };
        account.Written(SensorFormat.FalcoProtobuf, Severity.Critical);
        account.Written(SensorFormat.FalcoJson, Severity.Critical);
        account.Written(SensorFormat.TetragonJson, Severity.Debug);
        account.Written(SensorFormat.EyrieJson, Severity.Emergency);

        _metrics.BatchCommitted(account, TimeSpan.FromSeconds(1), At(0));

        Assert.Equal(2, _meters.Sum("eyrie.enricher.alerts", "severity=critical", "sensor=falco"));
        Assert.Equal(1, _meters.Sum("eyrie.enricher.alerts", "severity=debug", "sensor=tetragon"));
        Assert.Equal(1, _meters.Sum("eyrie.enricher.alerts", "severity=emergency", "sensor=eyrie"));
        Assert.Equal(4, _meters.Sum("eyrie.enricher.alerts"));
        Assert.Equal(2, _meters.Sum("eyrie.dead.letters", "stage=enricher", "reason=too_large"));
        Assert.Equal(3, _meters.Sum("eyrie.dead.letters", "stage=enricher", "reason=unreadable"));
    }

    [Fact]
    public void Begins_each_batch_with_nothing()
    {
        var account = new BatchAccount { TooLarge = 1 };
        account.Written(SensorFormat.FalcoJson, Severity.Critical);
        account.Documents.Add(new(At(1), At(2), IsAlert: true));

        account.Clear();

        Assert.Equal((0, 0L, 0L), (account.Documents.Count, account.TooLarge, account.AlertsOf(0, Severity.Critical)));
    }

    [Fact]
    public void Shows_what_sessions_hold_as_the_sum_of_what_they_said_last()
    {
        var held = new SessionCounts { Owned = 3, Restoring = 2, Processes = 100, Nodes = 4, Events = 50, Waiting = 1, Incidents = 6 };
        _metrics.Changed(default, held);
        _metrics.Changed(held, held with { Owned = 5, Restoring = 0, Processes = 90 });

        Assert.Equal(5, _meters.Sum("eyrie.enricher.partitions", "state=owned"));
        Assert.Equal(0, _meters.Sum("eyrie.enricher.partitions", "state=restoring"));
        Assert.Equal(90, _meters.Sum("eyrie.enricher.state.processes"));
        Assert.Equal((4, 50), (_meters.Sum("eyrie.enricher.state.nodes"), _meters.Sum("eyrie.enricher.state.events")));
    }

    public void Dispose() => _meters.Dispose();

    private static EventTime At(long seconds) => new(seconds * 1_000_000_000);
}
