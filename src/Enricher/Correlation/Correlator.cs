using Eyrie.Contracts;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher;

/// <summary>Answers which process an alert is about, or that it is too early to say.</summary>
internal sealed class Correlator(IOptions<EnricherOptions> options)
{
    private static readonly Correlation NoProcess = new(CorrelationMethod.None, Confidence.Low, "the event names no process");
    private static readonly Correlation Told = new(CorrelationMethod.Sensor, Confidence.High);
    private static readonly Correlation ToldWithoutId = new(CorrelationMethod.Sensor, Confidence.Medium, "Tetragon gave no exec_id");
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(2);

    private readonly TimeSpan _window = options.Value.JoinWindow;

    /// <summary>Event time of the partition at which an alert stops waiting: the window is counted by the clock of its node.</summary>
    public EventTime DeadlineOf(Observation alert, NodeState node) => alert.Time + _window + node.Behind;

    /// <summary>Finds an alert's process and its ancestors.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="state">What its partition remembers.</param>
    /// <param name="final">Whether the answer is needed now.</param>
    /// <returns>What was found; null: wait, the process may yet become known.</returns>
    public Enrichment? Correlate(Observation alert, PartitionState state, bool final)
    {
        if (alert.Process is not { } process)
        {
            return new() { Correlation = NoProcess };
        }

        var node = state.Node(alert.Node);
        if (alert.Format is SensorFormat.TetragonProtobuf or SensorFormat.TetragonJson)
        {
            return FromTetragon(alert, process, node.Processes);
        }

        if (process.Pid is null)
        {
            return FromFalco(alert, process, node.Processes, "the alert has no proc.pid");
        }

        var joined = ProcessJoin.Find(alert, Claim.Of(process, state.Secrets), node.Processes);
        var wait = !final && !joined.IsSettled
            && node.Now(state.Clock.Now) < alert.Time + _window
            && node.MayHearFromTetragon(node.Now(state.Clock.Now), _window);
        return wait ? null
            : joined.Image is null ? FromFalco(alert, process, node.Processes, joined.Reason ?? Unknown(node))
            : FromImage(alert, process, joined, node.Processes);
    }

    /// <summary>Says which processes the alert may have been about, and why it was joined with the one it was, or with none.</summary>
    public static IReadOnlyList<JoinCandidate> Explain(Observation alert, PartitionState state)
    {
        var candidates = new List<JoinCandidate>();
        var table = state.Node(alert.Node).Processes;
        if (alert.Process is not { } process)
        {
            return candidates;
        }

        var claim = Claim.Of(process, state.Secrets);
        if (process.Pid is not null)
        {
            ProcessJoin.Explain(alert, claim, table, ProcessJoin.Find(alert, claim, table).Image, candidates);
        }

        return candidates;
    }

    private static string Unknown(NodeState node) =>
        node.Processes.Count > 0 ? "Tetragon did not tell of the process" : "no Tetragon on the node";

    private static Enrichment FromImage(Observation alert, ProcessFact told, Joined joined, ProcessTable table)
    {
        var images = new List<ProcessImage>();
        table.Ancestry(joined.Image!.ParentExecId, images);
        var (confidence, reason) = CheckParent(told, joined, images);
        return new()
        {
            Process = ProcessFacts.Complete(joined.Image.ToFactWithArgs(), told),
            Ancestors = Facts(images, alert),
            Correlation = new(CorrelationMethod.Pid, confidence, reason),
        };
    }

    // A process whose parent ended belongs to pid 1 or another ancestor from then on: each sensor may tell either.
    private static (Confidence Confidence, string? Reason) CheckParent(ProcessFact told, Joined joined, List<ProcessImage> ancestors)
    {
        if (told.ParentPid is not > 1 || joined.Confidence is not Confidence.High)
        {
            return (joined.Confidence, joined.Reason);
        }

        var parent = 0L;
        foreach (var ancestor in ancestors)
        {
            if (ancestor.Pid == told.ParentPid)
            {
                return (joined.Confidence, joined.Reason);
            }

            parent = parent == 0 && ancestor.Pid != joined.Image!.Pid ? ancestor.Pid : parent;
        }

        return parent <= 1
            ? (joined.Confidence, joined.Reason)
            : (Confidence.Medium, $"Falco names {told.ParentPid} as the parent, Tetragon {parent}");
    }

    private static Enrichment FromTetragon(Observation alert, ProcessFact told, ProcessTable table)
    {
        var image = table.Find(told.ExecId);
        var images = new List<ProcessImage>();
        table.Ancestry(image?.ParentExecId ?? told.ParentExecId, images);
        return new()
        {
            Process = image is null ? told : ProcessFacts.Complete(told, image.ToFact()),
            Ancestors = Facts(images, alert),
            Correlation = told.ExecId is null ? ToldWithoutId : Told,
        };
    }

    private static Enrichment FromFalco(Observation alert, ProcessFact told, ProcessTable table, string reason)
    {
        var images = new List<ProcessImage>();
        if (ParentImage(alert, told, table) is { } parent)
        {
            images.Add(parent);
            table.Ancestry(parent.ParentExecId, images);
        }

        var confidence = told.Pid is not null && (told.ParentPid ?? alert.Parent?.Pid) is not null ? Confidence.Medium : Confidence.Low;
        return new()
        {
            Process = told,
            Ancestors = Facts(images, alert),
            Correlation = new(CorrelationMethod.Sensor, confidence, reason),
        };
    }

    // The process itself is not known, but its parent may be: the rest of the tree is.
    private static ProcessImage? ParentImage(Observation alert, ProcessFact told, ProcessTable table)
    {
        if ((told.ParentPid ?? alert.Parent?.Pid) is not { } pid)
        {
            return null;
        }

        for (var image = table.Newest(pid); image is not null; image = image.Older)
        {
            if (image.Start > alert.Time + ClockTolerance)
            {
                continue;
            }

            var alive = image.End is not { } end || end >= (told.Start ?? alert.Time) - ClockTolerance;
            return alive && (alert.Parent?.Name is not { } name || CommandLines.SameName(name, image.Name)) ? image : null;
        }

        return null;
    }

    private static List<ProcessFact> Facts(List<ProcessImage> images, Observation alert)
    {
        var facts = new List<ProcessFact>(images.Count + 4);
        foreach (var image in images)
        {
            facts.Add(facts.Count == 0 ? image.ToFactWithArgs() : image.ToFact());
        }

        ToldAncestry.Complete(alert, facts);
        return facts;
    }
}
