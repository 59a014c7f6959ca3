using Eyrie.Contracts;
using Eyrie.Protos.Falco.Schema;
using Eyrie.Simulation.Falco;
using Eyrie.Simulation.Hosts;

namespace Eyrie.Simulation.Scenarios;

/// <summary>
/// Ordinary life at a steady rate: Tetragon events evenly spaced, now and then an alert of Falco's that means no harm,
/// and what Falco says about itself.
/// </summary>
internal sealed class Noise(Stage stage, Random random, SimulationOptions options)
{
    private const double NanosecondsPerSecond = 1e9;
    private const int MostJobs = 64;
    private static readonly TimeSpan FirstSnapshot = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromSeconds(15);
    private readonly NoiseJobs _jobs = new(stage, random);
    private readonly EventTime _start = stage.Now;
    private EventTime _nextAlert = EventTime.MinValue;
    private EventTime _nextSnapshot = stage.Now + FirstSnapshot;
    private int _snapshots;

    public IEnumerable<TimedMessage> Play()
    {
        var running = new IEnumerator<SimulatedProcess>?[Math.Clamp((int)(options.Rate / 10), 1, MostJobs)];
        for (var made = 0L; made < (options.Count ?? long.MaxValue); made++)
        {
            stage.Now = new(_start.UnixNanoseconds + (long)(made / options.Rate * NanosecondsPerSecond));
            var actor = Step(ref running[random.Next(running.Length)]);
            SpeakAsFalco(actor);
            foreach (var seen in stage.TakeSeen())
            {
                yield return seen;
            }
        }
    }

    private SimulatedProcess Step(ref IEnumerator<SimulatedProcess>? job)
    {
        if (job is null || !job.MoveNext())
        {
            job = _jobs.Next();
            job.MoveNext(); // every job has at least one step
        }

        return job.Current;
    }

    private void SpeakAsFalco(SimulatedProcess actor)
    {
        if (stage.Now >= _nextSnapshot)
        {
            _nextSnapshot += SnapshotInterval;
            FalcoOfItself.Snapshot(stage, ++_snapshots);
        }

        while (options.AlertRate > 0 && stage.Now >= _nextAlert)
        {
            var previous = _nextAlert > _start ? _nextAlert : _start;
            _nextAlert = new(previous.UnixNanoseconds + (long)((0.5 + random.NextDouble()) / options.AlertRate * NanosecondsPerSecond));
            Harmless(actor);
        }
    }

    private void Harmless(SimulatedProcess actor)
    {
        if (actor.Image.Command.ShortName is "sh" && actor.Image.Started == stage.Now)
        {
            stage.Alert(actor, FalcoRules.UntrustedShell, "execve", ("evt.arg.filename", actor.Image.Command.Binary));
            return;
        }

        var caller = stage.Node[Pods.Dns];
        stage.Alert(
            caller,
            FalcoRules.ApiServerContact,
            "connect",
            GuideAttack.Connection(caller.Container!.Plan.Address, 33_000 + random.Next(20_000), "10.96.0.1", 443));
    }
}

/// <summary>What Falco says about itself: metrics, and system calls it had to drop.</summary>
internal static class FalcoOfItself
{
    private const int EventsASnapshot = 38_400;

    public static void Snapshot(Stage stage, int number)
    {
        var fields = new AlertFields
        {
            ["evt.hostname"] = stage.Node.Host.Name,
            ["evt.source"] = "syscall",
            ["evt.time"] = stage.Now.UnixNanoseconds,
            ["falco.cpu_usage_perc"] = 1.8,
            ["falco.evts_rate_sec"] = 2560.0,
            ["falco.host_boot_ts"] = stage.Node.Host.Boot.UnixNanoseconds,
            ["falco.host_num_cpus"] = 8,
            ["falco.memory_rss_mb"] = 71.4,
            ["falco.num_evts"] = (long)number * EventsASnapshot,
            ["falco.num_evts_prev"] = (long)(number - 1) * EventsASnapshot,
            ["falco.outputs_queue_num_drops"] = 0,
            ["falco.rules.matches_total"] = number,
            ["falco.start_ts"] = stage.Node.Start.UnixNanoseconds,
            ["falco.version"] = "0.43.1",
            ["scap.engine_name"] = "modern_bpf",
            ["scap.n_drops"] = number / 4,
            ["scap.n_evts"] = (long)number * EventsASnapshot,
        };
        stage.Internal("metrics snapshot", priority.Informational, "Falco metrics snapshot", fields);
        if (number % 4 == 0)
        {
            Drop(stage);
        }
    }

    /// <summary>Counters of drops are text even in JSON.</summary>
    private static void Drop(Stage stage) => stage.Internal(
        "syscall event drop",
        priority.Debug,
        "Falco internal: syscall event drop. 1 system calls dropped in last second.",
        new()
        {
            ["ebpf_enabled"] = "1",
            ["n_drops"] = "1",
            ["n_drops_buffer_total"] = "1",
            ["n_drops_buffer_open_exit"] = "1",
            ["n_drops_bug"] = "0",
            ["n_drops_page_faults"] = "0",
            ["n_drops_scratch_map"] = "0",
            ["n_evts"] = "2560",
        });
}
