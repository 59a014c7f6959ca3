using Eyrie.Contracts;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher;

/// <summary>Answers which process an alert is about, or that it is too early to say.</summary>
internal sealed class Correlator(IOptions<EnricherOptions> options)
{
    /// <summary>The answer for what no process did: audit events, figures.</summary>
    public static readonly Correlation NoProcess = new(CorrelationMethod.None, Confidence.Low, "the event names no process");
    private static readonly Correlation Told = new(CorrelationMethod.Sensor, Confidence.High);
    private const string NoId = "Tetragon gave no exec_id";
    private static readonly Correlation ToldWithoutId = new(CorrelationMethod.Sensor, Confidence.Medium, NoId);
    private readonly TimeSpan _window = options.Value.JoinWindow;

    /// <summary>Event time of the partition at which an alert stops waiting: the window is counted by the clock of its node.</summary>
    public EventTime DeadlineOf(Observation alert, NodeState node) => alert.Time + _window + node.Behind;

    /// <summary>Finds an alert's process and its ancestors.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="state">What its partition remembers.</param>
    /// <param name="final">Whether the answer is needed now.</param>
    /// <param name="awaited">Pid of an ancestor that may yet become known, when the answer is null for its sake.</param>
    /// <returns>What was found; null: wait, the process or an ancestor may yet become known.</returns>
    public Enrichment? Correlate(Observation alert, PartitionState state, bool final, out long? awaited)
    {
        awaited = null;
        if (alert.Process is not { } process)
        {
            return new() { Correlation = NoProcess };
        }

        var node = state.Node(alert.Node);
        if (alert.Format is SensorFormat.TetragonProtobuf or SensorFormat.TetragonJson)
        {
            return FromTetragon(alert, process, node, state, final);
        }

        if (process.Pid is null && process.CommandLine is null)
        {
            return FromFalco(alert, process, node.Processes, "the alert has neither proc.pid nor proc.cmdline");
        }

        var images = new List<ProcessImage>();
        var joined = Find(alert, Claim.Of(process, state.Secrets), node.Processes, images);
        var mayWait = !final && MayWait(alert, node, state);
        return mayWait && !joined.IsSettled ? null
            : joined.Image is not null ? FromImage(alert, process, joined, node, mayWait ? state.Clock.Now : null, out awaited)
            : process.Pid is null && images.Count > 0 ? FromSeveral(alert, process, joined, images)
            : FromFalco(alert, process, node.Processes, node.Processes.Count == 0 ? JoinReasons.NoTetragon : joined.Reason ?? JoinReasons.NotTold);
    }

    /// <summary>Says which processes the alert may have been about, and why it was joined with the one it was, or with none.</summary>
    public static IReadOnlyList<JoinCandidate> Explain(Observation alert, PartitionState state)
    {
        var candidates = new List<JoinCandidate>();
        if (alert.Process is not { } process)
        {
            return candidates;
        }

        var table = state.Node(alert.Node).Processes;
        var claim = Claim.Of(process, state.Secrets);
        var chosen = Find(alert, claim, table, []).Image;
        if (process.Pid is not null)
        {
            ProcessJoin.Explain(alert, claim, table, chosen, candidates);
        }
        else if (process.CommandLine is not null)
        {
            LineJoin.Explain(alert, claim, table, chosen, candidates);
        }

        return candidates;
    }

    private static Joined Find(Observation alert, in Claim claim, ProcessTable table, List<ProcessImage> common) =>
        claim.Process.Pid is not null ? ProcessJoin.Find(alert, claim, table)
        : claim.CommandLine is not null ? LineJoin.Find(alert, claim, table, common)
        : default;

    private bool MayWait(Observation alert, NodeState node, PartitionState state)
    {
        var now = node.Now(state.Clock.Now);
        return now < alert.Time + _window && node.MayHearFromTetragon(now, _window);
    }

    private Enrichment? FromImage(
        Observation alert, ProcessFact told, Joined joined, NodeState node, EventTime? mayWait, out long? awaited)
    {
        var images = new List<ProcessImage>();
        node.Processes.Ancestry(joined.Image!.ParentExecId, images);
        awaited = mayWait is { } now ? KnownAncestry.Awaited(joined.Image, images, node, node.Now(now), _window) : null;
        if (awaited is not null)
        {
            return null;
        }

        var contradiction = AncestryCheck.Contradiction(alert, joined.Image, images, node.Processes);
        return new()
        {
            Process = ProcessFacts.Complete(KnownAncestry.AsOf(joined.Image.ToFactWithArgs(), alert.Time), told),
            Ancestors = KnownAncestry.Facts(images, alert),
            Correlation = new(
                told.Pid is null ? CorrelationMethod.ContainerCommandLine : CorrelationMethod.Pid,
                contradiction is null ? joined.Confidence : Lower(joined.Confidence),
                contradiction is null ? joined.Reason : joined.Reason is null ? contradiction : $"{joined.Reason}; {contradiction}"),
        };
    }

    private static Confidence Lower(Confidence confidence) =>
        confidence is Confidence.High ? Confidence.Medium : Confidence.Low;

    // Which one it was cannot be told; what they have in common can.
    private static Enrichment FromSeveral(Observation alert, ProcessFact told, Joined joined, List<ProcessImage> common) => new()
    {
        Process = told,
        Ancestors = KnownAncestry.Facts(common, alert),
        Correlation = new(CorrelationMethod.ContainerCommandLine, Confidence.Low, joined.Reason),
    };

    private Enrichment? FromTetragon(Observation alert, ProcessFact told, NodeState node, PartitionState state, bool final)
    {
        var table = node.Processes;
        var enforcement = alert.Enforcement is null ? null : EnforcementCheck.Judge(alert, table);
        if (enforcement is { Outcome: null } && told.ExecId is not null && !final && node.Now(state.Clock.Now) < alert.Time + _window)
        {
            return null; // its end will say whether the policy did what it says
        }

        // An event that its agent could not complete in half a minute has no exec_id; pid and start are those of the image.
        var joined = told is { ExecId: null, Pid: not null } ? ProcessJoin.Find(alert, Claim.Of(told, state.Secrets), table) : default;
        var image = joined.Image ?? table.Find(told.ExecId);
        var images = new List<ProcessImage>();
        table.Ancestry(image?.ParentExecId ?? told.ParentExecId, images);
        return new()
        {
            Process = image is null ? told : ProcessFacts.Complete(told, KnownAncestry.AsOf(image.ToFact(), alert.Time)),
            Ancestors = KnownAncestry.Facts(images, alert),
            Correlation = joined.Image is not null ? new(CorrelationMethod.Pid, joined.Confidence, joined.Reason ?? NoId)
                : told.ExecId is null ? ToldWithoutId
                : Told,
            Enforcement = enforcement is null ? null : EnforcementCheck.Unproven(enforcement),
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
            Ancestors = KnownAncestry.Facts(images, alert),
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
            if (ProcessLife.BeginsAfter(image, alert.Time))
            {
                continue;
            }

            var alive = image.End is not { } end || end >= (told.Start ?? alert.Time) - ProcessLife.ClockTolerance;
            return alive && (alert.Parent?.Name is not { } name || CommandLines.SameName(name, image.Name)) ? image : null;
        }

        return null;
    }
}
