using CsCheck;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>Several nodes in one partition, whatever their processes do and whatever becomes of what is told of it.</summary>
public sealed class RandomNodesTests
{
    private static readonly Gen<Act> AnAct = Gen.Select(
        Gen.Int[0, 11], Gen.Int[0, 99], Gen.Double[0.05, 60], Gen.Double[0, 1], Gen.Int[0, 99], Gen.Int[0, 5],
        (what, who, pause, late, fate, shape) => new Act(what, who, pause, late, fate, shape));

    private static readonly Gen<Act[]> Acts = AnAct.Array[1, 90];

    [Fact]
    public void Never_joins_a_wrong_process_with_high_confidence_whatever_is_lost_late_or_doubled()
    {
        var sure = 0L;
        Acts.Sample(
            acts =>
            {
                var world = new World(lossy: true, longestDelay: 6_000);
                Array.ForEach(acts, world.Play);
                var found = world.Read(ordered: false);
                Interlocked.Add(ref sure, found.Count(alert => alert.Enrichment.Correlation.Confidence is Confidence.High));
                return found.TrueForAll(alert => alert.Enrichment.Correlation.Confidence is not Confidence.High
                    || world.IsRight(alert));
            },
            iter: 2_000,
            print: acts => string.Join("; ", acts.AsEnumerable()));

        Assert.True(sure > 3_000, $"only {sure} alerts were joined surely");
    }

    [Fact]
    public void Joins_alerts_with_pid_and_clone_time_as_in_the_ordered_stream_when_nothing_is_lost_and_delays_are_inside_the_window() => Acts.Sample(
        acts =>
        {
            var world = new World(lossy: false, longestDelay: 1_200);
            Array.ForEach(acts, world.Play);
            return Story(world.Read(ordered: true)) == Story(world.Read(ordered: false));
        },
        iter: 1_000,
        print: acts => string.Join("; ", acts.AsEnumerable()));

    // What an alert says, incidents left out: they are numbered in the order in which alerts go out. Where an alert does not tell
    // which life of a pid it is about, the answer is never sure and may depend on what else is known by then.
    private static string Story(List<Enriched> alerts) => string.Join('\n', alerts
        .Where(alert => TellsLife(alert.Observation.Process!))
        .OrderBy(alert => alert.Observation.Id, StringComparer.Ordinal)
        .Select(alert => $"{alert.Observation.Id} {alert.Enrichment.Process?.ExecId} {string.Join('<', alert.Enrichment.Ancestors.Select(ancestor => ancestor.Pid))} {alert.Enrichment.Correlation.Method} {alert.Enrichment.Correlation.Confidence}"));

    private static bool TellsLife(ProcessFact process) => process is { Pid: not null, Start: not null } && process.ThreadId == process.Pid;

    private sealed record Act(int What, int Who, double Pause, double Late, int Fate, int Shape);

    private sealed record Told(double At, double Arrival, Observation Observation);

    /// <summary>What really happened on three nodes, and when the Enricher hears of it.</summary>
    private sealed class World
    {
        // Behind, never ahead: what claims to be of the future counts as of when it was received.
        private static readonly double[] ClockOffsets = [0, -700, -2_000];

        private readonly bool _lossy;
        private readonly double _longestDelay;
        private readonly List<Told> _told = [];
        private readonly List<Living>[] _alive = [[], [], []];
        private readonly Dictionary<(int Node, long Pid), double> _ended = [];
        private readonly Dictionary<string, (int Node, double Cloned, long Pid)> _lives = [];
        private readonly Dictionary<string, (int Node, double Cloned, long Pid)> _truth = [];
        private double _now = 10_000;
        private int _count;

        public World(bool lossy, double longestDelay)
        {
            (_lossy, _longestDelay) = (lossy, longestDelay);
            for (var node = 0; node < _alive.Length; node++)
            {
                var init = Image(node, 1, 1, "/sbin/init", null, "procFS");
                _alive[node].Add(Live(node, new(init, 1, null)));
                Tell(node, 1, 0, An.Exec(init)); // replayed when the agent started
            }
        }

        /// <summary>Whether it is the node and the life of the pid that the alert came from: of a life's images any.</summary>
        public bool IsRight(Enriched alert) =>
            _lives.TryGetValue(alert.Enrichment.Process!.ExecId ?? "", out var life) && life == _truth[alert.Observation.Id];

        public void Play(Act act)
        {
            _now += act.Pause;
            var node = act.Who % _alive.Length;
            var at = act.Who / _alive.Length % _alive[node].Count;
            var living = _alive[node][at];
            var late = act.Late * _longestDelay;
            var lost = _lossy && act.Fate < 15;
            switch (act.What)
            {
                case <= 3:
                    Start(node, living, late, lost, act);
                    break;
                case 4 when at > 0:
                    var next = Image(node, _now, living.Image.Pid!.Value, $"/bin/next --run {(_lossy ? act.Shape % 2 : _count)}", living.Image.ExecId, "execve");
                    _alive[node][at] = Live(node, living with { Image = next });
                    TellUnless(lost, node, late, An.Exec(next, living.Image), act);
                    break;
                case 5 when at > 0:
                    _alive[node].RemoveAt(at);
                    _ended[(node, living.Image.Pid!.Value)] = _now;
                    TellUnless(lost, node, late, An.Exit(living.Image, _now + ClockOffsets[node]), act);
                    break;
                default:
                    Alert(node, living, act, late);
                    break;
            }
        }

        public List<Enriched> Read(bool ordered)
        {
            var (pipeline, state) = (An.Pipeline(), An.State());
            var told = ordered ? _told.OrderBy(told => told.At) : _told.OrderBy(told => told.Arrival);
            var output = pipeline.Read(state, [.. told.Select(told => told.Observation with
            {
                Received = An.At(ordered ? told.At : told.Arrival),
            })]);
            state.Clock.Idle(TimeSpan.FromSeconds(30));
            pipeline.Expire(state, output);
            return [.. output.Alerts().DistinctBy(alert => alert.Observation.Id)];
        }

        // With an exec or, one in four, without: then nobody tells of it before it ends.
        private void Start(int node, Living parent, double late, bool lost, Act act)
        {
            var pid = Enumerable.Range(2, 4).FirstOrDefault(pid => IsFree(node, pid));
            if (pid == 0)
            {
                return;
            }

            var forked = act.What == 3;
            var line = forked ? parent.Image.CommandLine! : $"/bin/p --run {act.Shape % 2}";
            // A parent that ended before the exec: Tetragon names pid 1.
            var orphan = _lossy && act.Fate > 90;
            var image = Image(node, _now, pid, line, orphan ? _alive[node][0].Image.ExecId : parent.Image.ExecId, "execve clone");
            _alive[node].Add(Live(node, new(image, _now - 0.5, parent.Image.Pid)));
            if (!forked)
            {
                TellUnless(lost, node, late, An.Exec(image, orphan ? null : parent.Image), act);
            }
        }

        private void Alert(int node, Living living, Act act, double late)
        {
            var offset = ClockOffsets[node];
            var thread = act.Shape == 1;
            var alert = An.Alert(_now + offset, act.Shape == 2 ? null : living.Image.Pid, living.Image.CommandLine, outcome: act.Shape == 3 ? "failure" : "success",
                cloned: act.Shape is 2 or 4 ? null : thread ? _now + offset - 0.01 : living.Cloned + offset);
            alert = alert with
            {
                Node = Name(node),
                Process = alert.Process! with { ThreadId = thread ? 900 : living.Image.Pid, ParentPid = act.Shape == 2 ? null : living.Parent },
            };
            _truth.Add(alert.Id, (node, living.Cloned, living.Image.Pid!.Value));
            TellUnless(lost: false, node, late, alert, act);
        }

        private void TellUnless(bool lost, int node, double late, Observation observation, Act act)
        {
            if (!lost)
            {
                Tell(node, _now, late, observation);
            }

            if (_lossy && act.Fate is > 15 and < 25)
            {
                Tell(node, _now, late + 5, observation);
            }
        }

        private void Tell(int node, double at, double late, Observation observation) =>
            _told.Add(new(at + (_count++ * 1e-9), at + late, observation with { Node = Name(node) }));

        private Living Live(int node, Living living)
        {
            _lives[living.Image.ExecId!] = (node, living.Cloned, living.Image.Pid!.Value);
            return living;
        }

        // No kernel gives a pid to another process at once.
        private bool IsFree(int node, long pid) => _alive[node].TrueForAll(living => living.Image.Pid != pid)
            && _now - _ended.GetValueOrDefault((node, pid), double.MinValue) > 5;

        private static ProcessFact Image(int node, double at, long pid, string line, string? parent, string flags) =>
            An.Image(at + (node * 1e-3), pid, line, parent, flags) with { Start = An.At(at + ClockOffsets[node]) };

        private static string Name(int node) => $"node-{node}";

        private sealed record Living(ProcessFact Image, double Cloned, long? Parent);
    }
}
