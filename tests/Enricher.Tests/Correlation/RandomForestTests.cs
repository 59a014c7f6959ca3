using CsCheck;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>Whatever processes do and however late it is told: what is called high is right.</summary>
public sealed class RandomForestTests
{
    private const int MostPids = 4; // few, so that they come again soon
    private const double LostAbove = 600; // the exits that would come later than this never come

    private static readonly Gen<Act[]> Acts = Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, 99], Gen.Double[0.05, 40], Gen.Double[0, 900], Gen.Double[0, 200],
        (what, who, pause, late, alertLate) => new Act(what, who, pause, late, alertLate)).Array[1, 120];

    [Fact]
    public void Never_joins_a_wrong_process_with_high_confidence()
    {
        var (joined, alerts) = (0L, 0L);
        Acts.Sample(
            acts =>
            {
                var history = new History();
                foreach (var act in acts)
                {
                    history.Play(act);
                }

                var (right, wrong, all) = history.Judge();
                Interlocked.Add(ref joined, right);
                Interlocked.Add(ref alerts, all);
                return wrong == 0;
            },
            iter: 2_000);

        Assert.True(joined > alerts * 9 / 10, $"only {joined} of {alerts} alerts were joined surely");
    }

    private sealed record Act(int What, int Who, double Pause, double Late, double AlertLate);

    /// <summary>What really happened on a node, and when the Enricher hears of it.</summary>
    private sealed class History
    {
        private readonly List<(double Arrival, Observation Observation)> _told = [];
        private readonly Dictionary<string, string> _truth = [];
        private readonly List<(ProcessFact Image, double Cloned)> _alive = [];
        private readonly Dictionary<long, double> _ended = [];
        private double _now = 1_000;
        private int _programs;

        public History()
        {
            var init = An.Image(0.1, 1, "/sbin/init");
            _alive.Add((init, 0.1));
            Tell(An.Exec(init), 0.1);
        }

        public void Play(Act act)
        {
            _now += act.Pause;
            var at = act.Who % _alive.Count;
            var (image, cloned) = _alive[at];
            if (act.What <= 2)
            {
                Start(image, act.Late);
            }
            else if (act.What == 3 && at > 0)
            {
                var next = An.Image(_now, image.Pid!.Value, $"/bin/next{_programs++}", image.ExecId, "execve");
                _alive[at] = (next, cloned);
                Tell(An.Exec(next, image), _now + act.Late);
                Alert(next, cloned, 0.03, act.AlertLate, "execve");
            }
            else if (act.What == 4 && at > 0)
            {
                _alive.RemoveAt(at);
                _ended[image.Pid!.Value] = _now;
                if (act.Late > LostAbove)
                {
                    return;
                }

                Tell(An.Exit(image, _now), _now + act.Late);
            }
            else
            {
                Alert(image, cloned, 0, act.AlertLate, act.What > 7 ? "execve" : "openat", act.What > 7 ? "failure" : "success");
            }
        }

        public (int Right, int Wrong, int All) Judge()
        {
            var (pipeline, state) = (An.Pipeline(), An.State());
            var output = pipeline.Read(state, [.. _told.OrderBy(told => told.Arrival).Select(told => told.Observation)]);
            state.Clock.Idle(TimeSpan.FromSeconds(10));
            pipeline.Expire(state, output);
            var alerts = output.Alerts().ToList();
            Assert.Equal(_truth.Count, alerts.Count);
            var sure = alerts.Where(alert => alert.Enrichment.Correlation.Confidence is Confidence.High).ToList();
            var right = sure.Count(alert => alert.Enrichment.Process!.ExecId == _truth[alert.Observation.Id]);
            return (right, sure.Count - right, alerts.Count);
        }

        private void Start(ProcessFact parent, double late)
        {
            var pid = Enumerable.Range(2, MostPids).FirstOrDefault(IsFree);
            if (pid > 0)
            {
                var image = An.Image(_now, pid, NewLine(), parent.ExecId);
                _alive.Add((image, _now - 0.5));
                Tell(An.Exec(image, parent), _now + late);
            }
        }

        // No kernel gives a pid to another process at once.
        private bool IsFree(int pid) => _alive.TrueForAll(alive => alive.Image.Pid != pid)
            && _now - _ended.GetValueOrDefault(pid, double.MinValue) > 5;

        // Few programs: the same command line comes again in other processes, and in a pid's next life.
        private string NewLine() => $"/bin/p --run {_programs++ % 2}";

        private void Alert(ProcessFact image, double cloned, double after, double late, string action, string outcome = "success")
        {
            var alert = An.Alert(_now + after, image.Pid, image.CommandLine, action, outcome, cloned);
            _truth.Add(alert.Id, image.ExecId!);
            Tell(alert, _now + after + late);
        }

        private void Tell(Observation observation, double arrival) =>
            _told.Add((arrival, observation with { Received = new EventTime(Math.Max(An.At(arrival).UnixNanoseconds, observation.Time.UnixNanoseconds)) }));
    }
}
