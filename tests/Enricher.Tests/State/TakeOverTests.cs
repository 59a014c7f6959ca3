using System.Text;
using Confluent.Kafka;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Enricher.Tests.State;

/// <summary>Whoever takes a partition over writes the alerts that the one before it would have written, byte for byte.</summary>
public sealed class TakeOverTests
{
    private static readonly EnricherOptions Tight = new()
    {
        MaxWaitingAlerts = 4,
        MaxProcesses = 3000,
        ProcessMemory = TimeSpan.FromSeconds(5),
        IncidentGap = TimeSpan.FromSeconds(4),
    };

    private static readonly Gen<Act[]> Acts = Gen.Select(
        Gen.Int[0, 13], Gen.Int[0, 99], Gen.Double[0.05, 900], Gen.OneOf(Gen.Double[0, 5], Gen.Double[0, 4_000]), Gen.Int[0, 5],
        (what, who, pause, late, border) => new Act(what, who, pause, late, (Border)border)).Array[1, 150];

    private enum Border
    {
        None,
        Batch,
        TakenOver,
        TakenOverFromCompactedLog,
        Idle,
        Same,
    }

    [Fact]
    public void Writes_the_same_alerts_however_often_the_partition_changes_hands()
    {
        var (alerts, takeOvers, waited, closed) = (0L, 0L, 0L, 0L);
        Acts.Sample(
            acts =>
            {
                var events = new Stream(acts).Events;
                var (inOneGo, _, _) = Play(events, isTakenOver: false);
                var (again, changed, pending) = Play(events, isTakenOver: true);
                Interlocked.Add(ref alerts, inOneGo.Count);
                Interlocked.Add(ref takeOvers, changed);
                Interlocked.Add(ref waited, pending);
                Interlocked.Add(ref closed, inOneGo.Count(document => document.Contains(AlertCodec.IncidentClosed, StringComparison.Ordinal)));
                Assert.Equal(inOneGo, again);
            },
            iter: 600);

        Assert.True(alerts > 5_000 && takeOvers > 5_000 && waited > 300 && closed > 500, $"{alerts} alerts, {takeOvers} times taken over, {waited} waiting ones handed over, {closed} incidents closed");
    }

    [Fact]
    public void Takes_over_although_an_alert_that_waits_breaks_something()
    {
        var (pipeline, state, output) = (An.Pipeline(Tight), An.State(Tight), new List<Enriched>());
        state.Waiting.Add(new(An.Policy(An.Image(5, 7, "/bin/id"), 10) with { Ancestors = null! }, An.Record, An.At(20)));

        pipeline.Resume(state);
        state.Clock.Advance(An.At(60_000), An.At(60_000));
        pipeline.Expire(state, output);

        Assert.NotNull(Assert.Single(output).Problem);
        Assert.Equal(0, state.Waiting.Count);
    }

    private static (List<string> Alerts, int TakeOvers, int HandedOver) Play(IReadOnlyList<(Observation Event, Border Border)> events, bool isTakenOver)
    {
        var (pipeline, state, journal, output, alerts) = (An.Pipeline(Tight), An.State(Tight), new List<Message<string, byte[]>>(), new List<Enriched>(), new List<string>());
        var (takeOvers, handedOver) = (0, 0);
        using var documents = new DocumentWriter(null);
        for (var offset = 0; offset < events.Count; offset++)
        {
            var (observation, border) = events[offset];
            if (observation.Kind is ObservationKind.CachedProcess)
            {
                pipeline.Remember(observation, state, output);
            }
            else
            {
                pipeline.Apply(observation, RecordAt(offset), state, output);
            }

            if (border is Border.None)
            {
                continue;
            }

            if (border is Border.Idle && (state.Waiting.Count > 0 || state.Incidents.Count > 0))
            {
                state.LetTimePass(state.Waiting.Count > 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(40)); // incidents end here, too
            }

            pipeline.Expire(state, output);
            StateJournal.TakeChanges(state, journal, NullLogger.Instance);
            if (isTakenOver && border is Border.TakenOver or Border.TakenOverFromCompactedLog)
            {
                state = Restored(border is Border.TakenOver ? journal : Compacted(journal), events);
                pipeline.Resume(state);
                takeOvers++;
                handedOver += state.Waiting.Count;
            }
        }

        state.Clock.Idle(TimeSpan.FromMinutes(1));
        pipeline.Expire(state, output);
        foreach (var enriched in output.Where(one => one.Enrichment.AlertSeverity is not null || DocumentRecords.ClosesIncident(one)))
        {
            alerts.Add(Encoding.UTF8.GetString(documents.Write(enriched.Observation, enriched.Enrichment, An.Boot).Span));
        }

        return (alerts, takeOvers, handedOver);
    }

    private static PartitionState Restored(IEnumerable<Message<string, byte[]>> journal, IReadOnlyList<(Observation Event, Border Border)> events)
    {
        var state = An.State(Tight);
        foreach (var record in journal)
        {
            StateJournal.Restore(state, record, Tight.JoinWindow, NullLogger.Instance);
        }

        foreach (var pending in state.Pending.InOrder())
        {
            Assert.Equal(events[(int)pending.Offset].Event.Id, pending.Id);
            state.Pending.Remove(pending.Id);
            state.Waiting.Restore(pending.Id, new(events[(int)pending.Offset].Event, RecordAt((int)pending.Offset), pending.Deadline) { Saved = true });
        }

        state.Restored();
        return state;
    }

    // The last record of each key, in the order in which they were written.
    private static IEnumerable<Message<string, byte[]>> Compacted(List<Message<string, byte[]>> journal) =>
        journal.Select((record, at) => (record, at)).GroupBy(item => item.record.Key, StringComparer.Ordinal)
            .Select(group => group.Last()).OrderBy(item => item.at).Select(item => item.record);

    private static ConsumeResult<string, byte[]> RecordAt(int offset) => new() { Topic = "events.v1", Offset = offset, Message = An.Record.Message };

    private sealed record Act(int What, int Who, double Pause, double Late, Border Border);

    /// <summary>What three nodes tell, one of whose clocks is behind: processes, policies, alerts, some late, some twice.</summary>
    private sealed class Stream
    {
        private static readonly (string Name, double Behind)[] Nodes = [("node-a", 0), ("node-b", 2_500), ("node-c", 40)];

        private readonly List<(double Arrival, Observation Event, Border Border)> _told = [];
        private readonly List<(string Node, ProcessFact Image)>[] _alive = [[], [], []];
        private double _now = 10_000;
        private int _pids = 1;

        public Stream(Act[] acts)
        {
            foreach (var act in acts)
            {
                Play(act);
            }

            Events = [.. _told.OrderBy(told => told.Arrival).Select(told => (told.Event, told.Border))];
        }

        public IReadOnlyList<(Observation Event, Border Border)> Events { get; }

        private void Play(Act act)
        {
            _now += act.Pause;
            var at = act.Who % Nodes.Length;
            var time = _now - Nodes[at].Behind;
            var alive = _alive[at];
            var container = act.Who % 2 == 0 ? "0123456789abcdef" : null;
            if (act.What <= 3 || alive.Count == 0)
            {
                var parent = alive.Count > 0 ? alive[act.Who % alive.Count].Image : null;
                var image = An.Image(time, 2 + (_pids++ % 7), $"/bin/p{act.Who % 3} --run", parent?.ExecId, container: container);
                alive.Add((Nodes[at].Name, image));
                Tell(act, at, An.Exec(image, parent) with { Pod = container is null ? null : new() { Namespace = "shop", Name = "web", Uid = "u" }, Container = container is null ? null : new() { Id = container, Name = "c" } });
                return;
            }

            var (_, process) = alive[act.Who % alive.Count];
            switch (act.What)
            {
                case 4:
                    alive.RemoveAt(act.Who % alive.Count);
                    Tell(act, at, An.Exit(process, time, act.Who % 3 == 1 ? "SIGKILL" : null));
                    break;
                case 5:
                    Tell(act, at, An.Policy(process, time, enforcement: act.Who % 3 == 0 ? "override" : "sigkill") with { Action = "execve" });
                    break;
                case 6:
                    Tell(act, at, An.Cached(process, time));
                    break;
                case 7 when _told.Count > 0:
                    // An Ingestor that was killed tells it again. Of activity no more than a little is known after the partition changed hands.
                    var (arrival, before, _) = _told[^((act.Who % Math.Min(_told.Count, 20)) + 1)];
                    if (before.Kind is ObservationKind.Detection || _now - arrival < 2_000)
                    {
                        _told.Add((Math.Max(arrival, _now), before, act.Border));
                    }

                    break;
                case 8:
                    Tell(act, at, An.Alert(time, 40 + act.Who, "unknown"));
                    break;
                case 9:
                    _now += 6_000;
                    break;
                default:
                    Tell(act, at, An.Alert(time, process.Pid, process.CommandLine, cloned: process.Start is null ? null : time - 10));
                    break;
            }
        }

        private void Tell(Act act, int at, Observation observation) => _told.Add((
            _now + act.Late,
            observation with { Node = Nodes[at].Name, Received = An.At(_now + act.Late + 1) },
            act.Border));
    }
}
