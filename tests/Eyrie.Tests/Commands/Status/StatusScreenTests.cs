using Eyrie.Commands.Status;

namespace Eyrie.Tests.Commands.Status;

public sealed class StatusScreenTests
{
    private static readonly Uri Url = new("http://worker-3:8808/status");

    [Fact]
    public void Shows_all_that_there_is_from_the_sensors_to_the_targets() => Assert.Equal(
        """
        It works: 2 sensors with 51 events/s, 0.4 alerts/s, 2 sinks deliver

        PROCESS               HOST      STATE  VERSION   UP  READ/S  ENRICHED/S  ALERTS/S  SETTLED/S
        http://worker-3:8808  worker-3  ready  1.2.3    3 h      51          50       0.4         51

        SENSOR    STATE          READ  PER S  SILENT   LAG  DROPPED  LOST  REJECTED  VERSION
        falco     read         12,345     51  200 ms  3 ms        0     0         0  0.43.1
        tetragon  1 OF 2 READ       9      0    75 s   2 s        4    17         1  v1.6.0, v1.7.0
          tetragon is not read at b:54321
          tetragon dropped: spool_full 4
        SPOOL 3 events for Kafka, the oldest since 4 s; on disk 1.9 MiB of 1 GiB

        ENRICHER: 12,350 events read, 50/s; written: activity 12,000, alert 40; rejected 0
          alerts    warning 37, critical 3; 0.4/s; 2 open incidents
          joins     high 39, medium 1
          left out  none
          state     12 partitions, 1 of them restoring; 412 process images remembered
        KUBERNETES: nodes NOT IN SYNC for 3 min (3), pods 120

        SINK           STATE  BREAKER  DELIVERED  PER S  LATENCY     LAST  PENDING  FAILURES  NOT DELIVERED
        elasticsearch  up     closed      12,040     51   310 ms  2 s ago                  0
        slack          AWAY   open             4      0        -    never        5         7  filtered 36

        KAFKA kafka:9092: 6 connections up, 1 down; topics eyrie.*; librdkafka 2.11.1

        GROUP           TOPIC            PARTITIONS  LAG  DELAY
        eyrie.enricher  eyrie.events.v1          12  700  1.3 s

        ! 4 dead letters of sinks slack, rejected: eyrie dead list
        ! kafka.caFile: the certificate ends in 3 d, on 2026-11-27
        ! events of tetragon come from the future: a node's clock is 13 s ahead

        """.ReplaceLineEndings("\n"),
        Screen(new StatusAnswer(Url) { Report = Reports.Whole }));

    [Fact]
    public void Shows_several_processes_with_their_sum()
    {
        var text = Screen(
            new StatusAnswer(Url) { Report = Reports.Whole },
            new StatusAnswer(new("http://b:8808/status")) { Report = Reports.Whole with { Host = "b", Version = "1.3.0" }, ClockAhead = TimeSpan.FromSeconds(-40) });

        Assert.StartsWith("It works: 4 sensors with 103 events/s", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^all +103 +100 +0\.8 +102$", text);
        Assert.Matches(@"(?m)^falco +worker-3 +read", text);
        Assert.Matches(@"(?m)^falco +b +read", text);
        Assert.Contains("! b: its clock is 40 s behind this machine's\n", text, StringComparison.Ordinal);
        Assert.Contains("! the processes are of 2 versions: 1.2.3, 1.3.0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Begins_with_the_worst_and_lists_all_reasons()
    {
        var text = Screen(new StatusAnswer(Url)
        {
            Report = Reports.Bare(new("process", "ready", ""), new("routing", "degraded", "a mistake"), new("kafka", "notReady", "no broker answers")),
        });

        Assert.StartsWith(
            "It does not work: kafka: no broker answers (and 1 more below)\n  - kafka: no broker answers\n  - routing: a mistake\n\nPROCESS",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Says_of_a_process_that_cannot_be_asked_that_nothing_is_known()
    {
        var text = Screen(new StatusAnswer(Url) { Report = Reports.Bare() }, new StatusAnswer(new("http://b:8808/status")) { Problem = "nobody listens there" });

        Assert.StartsWith("Not known, 1 of 2 processes cannot be asked: http://b:8808: nobody listens there\n", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^http://b:8808 +not known$", text);
    }

    [Fact]
    public void Lets_no_text_of_others_reach_the_terminal_or_fill_it()
    {
        const string Evil = "\u001b]0;owned\u0007\u202e\r\n";
        var whole = Reports.Whole;
        var sensor = whole.Ingestor!.Sensors[1] with
        {
            Name = Evil,
            Versions = [Evil + new string('x', 5_000)],
            Streams = [new(Evil, false)],
            Dropped = new Dictionary<string, long> { [Evil] = 1 },
        };
        var sink = whole.Sinks[0] with { Name = Evil, Circuit = Evil, Outcomes = new Dictionary<string, long> { [Evil] = 1 } };
        var text = Screen(new StatusAnswer(Url)
        {
            Report = whole with
            {
                Host = Evil,
                Version = Evil,
                State = Evil,
                Parts = [new(Evil, "notReady", Evil + new string('y', 5_000))],
                Ingestor = whole.Ingestor with { Sensors = [sensor] },
                Sinks = [sink],
                Enricher = whole.Enricher! with { Alerts = sink.Outcomes, Kubernetes = [new(Evil, true, 0, 0)] },
                Kafka = new(Evil, Evil, 0, 0, new Dictionary<string, string> { ["events"] = Evil }, [new(Evil, Evil, 0, 0, double.MaxValue)]),
                DeadLetters = [new(Evil, Evil, Evil, 1)],
                Certificates = [new(Evil, DateTimeOffset.MinValue)],
            },
        });

        Assert.DoesNotContain(text, static c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        Assert.All(text.Split('\n'), static line => Assert.InRange(line.Length, 0, 420));
    }

    private static string Screen(params StatusAnswer[] answers) => StatusScreen.Write(answers, StatusVerdict.Of(answers));
}
