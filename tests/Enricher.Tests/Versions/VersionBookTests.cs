using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Tests.Documents;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Enricher.Tests.Versions;

public sealed class VersionBookTests
{
    private const double Minute = 60_000;
    private const double Hour = 60 * Minute;

    private readonly EnrichmentPipeline _pipeline = An.Pipeline();
    private readonly List<Message<string, byte[]>> _journal = [];
    private PartitionState _state = An.State();

    [Fact]
    public void Tells_no_version_but_that_they_have_differed_for_an_hour_and_then_that_they_agree()
    {
        var told = new List<Observation>();
        for (var minute = 0; minute <= 240; minute += 15)
        {
            told.AddRange(Report(minute * Minute, "a", "1.7.0"));
            told.AddRange(Report((minute * Minute) + 1, "b", minute is >= 30 and < 180 ? "1.6.0" : "1.7.0"));
            told.AddRange(Report((minute * Minute) + 2, "c", "1.7.0"));
        }

        Assert.Equal(["Sensor versions differ", "Sensor versions agree again"], told.Select(alert => alert.Rule!.Name));
        Assert.Equal(
            "Versions of tetragon differ in cluster demo: 1.7.0 on 2 nodes (a, c); 1.6.0 on 1 node (b). Finish or undo the upgrade of the sensor (kubectl rollout status): nodes behind see less, or tell it in other words.",
            told[0].Message);
        Assert.Equal((Severity.Warning, "versions_differ", "1.7.0", An.At((30 * Minute) + 1)), (told[0].Severity, told[0].Action, told[0].Health!.Version, told[0].Health!.Since));
        Assert.Equal(An.At((90 * Minute) + 1), told[0].Time);
        Assert.Equal("Versions of tetragon agree again in cluster demo: 1.7.0 on 3 nodes", told[1].Message);
    }

    [Fact]
    public void Says_nothing_of_an_upgrade_that_rolls()
    {
        for (var minute = 0; minute <= 120; minute += 5)
        {
            for (var node = 0; node < 10; node++)
            {
                Assert.Empty(Report((minute * Minute) + node, $"n{node}", minute / 6 > node ? "2" : "1"));
            }
        }
    }

    [Fact]
    public void Tells_of_many_versions_and_of_hostile_ones_in_a_text_that_a_person_reads()
    {
        var told = new List<Observation>();
        for (var minute = 0; minute <= 75; minute += 15)
        {
            for (var node = 0; node < 500; node++)
            {
                var version = node == 499 ? "1.7.0\u001b[31m\n*all is well*\u202e" : node % 200 == 3 ? new('9', 250) : $"1.{node % 200}";
                told.AddRange(Report((minute * Minute) + node, $"node-{node:000}", version));
            }
        }

        var message = Assert.Single(told).Message!;
        Assert.InRange(message.Length, 200, 1_000);
        Assert.Contains("; and 196 versions more", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, letter => char.IsControl(letter) || letter is '\u202e');
    }

    [Fact]
    public void Writes_no_control_characters_of_the_version_that_most_have()
    {
        var told = new List<Observation>();
        for (var minute = 0; minute <= 150; minute += 15)
        {
            told.AddRange(Report(minute * Minute, "a\nb", "1\u001b[31m"));
            told.AddRange(Report((minute * Minute) + 1, "b", minute < 75 ? "2" : "1\u001b[31m"));
        }

        Assert.Equal(2, told.Count);
        Assert.All(told, alert => Assert.DoesNotContain(alert.Message!, char.IsControl));
    }

    [Fact]
    public void Tells_it_once_a_day()
    {
        var told = 0;
        for (var minute = 0; minute < 72 * 60; minute += 15)
        {
            told += Report(minute * Minute, "a", "1").Count + Report((minute * Minute) + 1, "b", "2").Count;
        }

        Assert.Equal(3, told);
    }

    [Fact]
    public void Forgets_a_node_that_is_gone()
    {
        Report(0, "old", "1");
        for (var minute = 1; minute < 60; minute += 15)
        {
            Report(minute * Minute, "new", "2");
        }

        Assert.Empty(Report(62 * Minute, "new", "2"));
        Assert.Empty(Report(4 * Hour, "new", "2"));
    }

    [Fact]
    public void Keeps_clusters_and_products_apart()
    {
        for (var minute = 0; minute < 300; minute += 15)
        {
            Assert.Empty(Report(minute * Minute, "a", "1"));
            Assert.Empty(Report((minute * Minute) + 1, "b", "2", cluster: "other"));
            Assert.Empty(Report((minute * Minute) + 2, "a", "0.43", type: "falco-grpc"));
        }
    }

    [Fact]
    public void Takes_nobodys_time_away_for_a_clock_that_is_days_ahead()
    {
        var told = new List<Observation>();
        for (var minute = 0; minute < 180; minute += 15)
        {
            told.AddRange(Report((minute * Minute) + (48 * Hour), "ahead", "1"));
            told.AddRange(Report((minute * Minute) + 1, "b", "1"));
            told.AddRange(Report((minute * Minute) + 2, "c", "2"));
        }

        Assert.Equal("Sensor versions differ", Assert.Single(told).Rule!.Name);
    }

    [Fact]
    public void Takes_in_nothing_twice_and_nothing_that_is_older()
    {
        Report(10 * Minute, "a", "2");
        Report(5 * Minute, "a", "1");
        Report(11 * Minute, "b", "2");

        Assert.Empty(Report(2 * Hour, "b", "2"));
    }

    [Fact]
    public void Moves_no_clock_and_knows_no_node()
    {
        Report(5 * Hour, "a", "1");

        Assert.Equal(default, _state.Clock.Now);
        Assert.Empty(_state.Nodes);
    }

    [Fact]
    public void Makes_an_alert_of_the_report_itself_so_that_every_event_has_one_document()
    {
        Report(0, "a", "1");
        Report(1, "b", "2");
        for (var minute = 15; minute < 60; minute += 15)
        {
            Report(minute * Minute, "a", "1");
            Report((minute * Minute) + 1, "b", "2");
        }

        var output = _pipeline.Read(_state, Observed(61 * Minute, "a", "1", "demo", "tetragon-grpc"));

        var alert = Assert.Single(output);
        Assert.Equal(Severity.Warning, alert.Enrichment.AlertSeverity);
        Assert.Equal("eyrie/versions/demo/tetragon", alert.Enrichment.Incident!.Subject);
        using var json = System.Text.Json.JsonDocument.Parse(SampleDocuments.Write(alert.Observation, alert.Enrichment));
        Assert.Empty(FieldCheck.Problems(json.RootElement));
        Assert.False(json.RootElement.TryGetProperty("host", out _)); // it is about all of them
        Assert.StartsWith("Finish or undo", json.RootElement.GetProperty("eyrie").GetProperty("health").GetProperty("advice").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_what_it_remembers()
    {
        for (var i = 0; i < 21_000; i++)
        {
            Report(i, $"made-up-{i}", "1");
        }

        StateJournal.TakeChanges(_state, _journal, NullLogger.Instance);
        Assert.InRange(_journal.Count(record => record.Key.StartsWith("version/", StringComparison.Ordinal)), 19_000, 20_000);
    }

    [Fact]
    public void Decides_alike_however_often_the_partition_changes_hands()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            Assert.Equal(Play(seed, isTakenOver: false), Play(seed, isTakenOver: true));
        }
    }

    private List<string> Play(int seed, bool isTakenOver)
    {
        _state = An.State();
        _journal.Clear();
        var (random, told, time) = (new Random(seed), new List<string>(), 0.0);
        var (kept, versions) = (new List<Message<string, byte[]>>(), new[] { "1", "1", "2" });
        for (var i = 0; i < 400; i++)
        {
            time += random.NextDouble() * 10 * Minute;
            versions[random.Next(3)] = random.Next(60) == 0 ? $"{random.Next(3)}" : versions[random.Next(3)];
            var node = random.Next(3);
            told.AddRange(Report(time - (random.Next(20) == 0 ? Hour : 0), $"n/{node}", versions[node], random.Next(2) == 0 ? "a" : "b%/c").Select(alert => $"{alert.Time} {alert.Message}"));
            if (isTakenOver && random.Next(5) == 0)
            {
                StateJournal.TakeChanges(_state, kept, NullLogger.Instance);
                var successor = An.State();
                foreach (var record in random.Next(2) == 0 ? kept : kept.GroupBy(record => record.Key).Select(group => group.Last()).ToList())
                {
                    StateJournal.Restore(successor, record, TimeSpan.FromSeconds(3), NullLogger.Instance);
                }

                successor.Restored();
                _state = successor;
            }
            else
            {
                _ = isTakenOver || random.Next(5) != 0 || random.Next(2) == 0; // both draw alike
            }
        }

        return told;
    }

    private List<Observation> Report(double at, string node, string version, string cluster = "demo", string type = "tetragon-grpc")
    {
        var enriched = Assert.Single(
            _pipeline.Read(_state, Observed(at, node, version, cluster, type)), one => one.Observation.Kind is not ObservationKind.IncidentClosed);
        return enriched.Enrichment.AlertSeverity is null ? [] : [enriched.Observation];
    }

    private static Observation Observed(double at, string node, string version, string cluster, string type)
    {
        var health = new HealthEvent(HealthKind.SensorVersion)
        {
            Time = An.At(at),
            Number = (long)(at * 1_000),
            Node = node,
            Sensor = "sensor",
            Type = type,
            Address = "unix:///run/sensor.sock",
            Version = version,
        };
        return SampleDocuments.Map(new(HealthEventCodec.Write(health), SensorFormat.EyrieJson, $"{HealthEvent.VersionsKey}/{cluster}", An.At(at)) { Cluster = cluster });
    }
}
