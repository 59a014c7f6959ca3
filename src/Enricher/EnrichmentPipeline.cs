using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Incidents;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Steps;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher;

/// <summary>An observation with all that was found out about it: a document to be.</summary>
internal readonly record struct Enriched(Observation Observation, Enrichment Enrichment)
{
    /// <summary>Its record of <c>events.v1</c>: that is set aside when no document can be made of it.</summary>
    public required ConsumeResult<string, byte[]> Record { get; init; }

    /// <summary>Why there can be no document; null when there can.</summary>
    public string? Problem { get; init; }
}

/// <summary>
/// Turns observations into alerts and activity. An observation goes out at once, unless it is an alert whose process may
/// yet become known; one that makes a process known takes the alerts along that waited for it.
/// </summary>
internal sealed class EnrichmentPipeline(
    Detector detector, Correlator correlator, IEnumerable<IEnrichmentStep> steps, IOptions<EnricherOptions> options)
{
    // Of one partition: those that wait are kept in memory as they came.
    private const long MostWaitingBytes = 64 << 20;

    // A storm of alerts with one pid or line, and processes that have it but settle none: the others have their turn at their deadline.
    private const int MostWokenInVain = 32;

    private static readonly Correlation Told = new(CorrelationMethod.Sensor, Confidence.High);
    private static readonly Correlation OfNoProcess = new(CorrelationMethod.None, Confidence.High);
    private static readonly Enrichment Unfinished = new() { Correlation = OfNoProcess };
    private readonly IEnrichmentStep[] _steps = [.. steps];
    private readonly ProcessNews _news = new();
    private readonly List<EndedIncident> _ended = [];

    /// <summary>Takes in one observation.</summary>
    /// <param name="observation">The event.</param>
    /// <param name="record">Its record of <c>events.v1</c>. An alert that waits is read from there again after a restart.</param>
    /// <param name="state">What the record's partition remembers.</param>
    /// <param name="output">Gets what goes out now, in order.</param>
    /// <returns>False: the same event was taken in before, and this one was left out.</returns>
    public bool Apply(
        Observation observation, ConsumeResult<string, byte[]> record, PartitionState state, List<Enriched> output)
    {
        var id = SeenEvents.IdOf(observation.Id);
        if (state.Seen.Contains(id, state.Clock.Now) || state.Waiting.Contains(observation.Id))
        {
            return false;
        }

        if (TakeIn(observation, record, state, output))
        {
            state.Seen.AddAlert(id, state.Clock.Now);
        }
        else
        {
            state.Seen.AddActivity(id);
        }

        return true;
    }

    // Whether it is an alert.
    private bool TakeIn(Observation observation, ConsumeResult<string, byte[]> record, PartitionState state, List<Enriched> output)
    {
        if (observation.Health is not null)
        {
            // Ours, told by our clock: neither the partition's nor the node's may follow it, their events may be of last night.
            observation = state.Versions.Take(observation);
            var told = detector.Judge(observation);
            Finish(observation, new() { Correlation = OfNoProcess }, told, record, state, output);
            return told.Severity is not null;
        }

        var node = state.Node(observation.Node);
        state.Clock.Advance(observation.Time, observation.Received);
        node.Saw(observation, state.Clock.Now);
        if (observation.Format is SensorFormat.TetragonProtobuf or SensorFormat.TetragonJson)
        {
            Learn(observation, node, state, output);
        }

        Expire(state, output);
        var verdict = detector.Judge(observation);
        if (verdict.Severity is null)
        {
            Finish(observation, Activity(observation, node.Processes), verdict, record, state, output);
            state.Sweep(node);
            return false;
        }

        if (correlator.Correlate(observation, state, final: false, out var awaited) is { } enrichment)
        {
            Finish(observation, enrichment, verdict, record, state, output);
            state.Sweep(node);
            return true;
        }

        var waiting = new WaitingAlert(observation, record, correlator.DeadlineOf(observation, node));
        state.Waiting.Add(waiting);
        Await(waiting, awaited, state);
        while (state.Waiting.Count > options.Value.MaxWaitingAlerts || state.Waiting.Bytes > MostWaitingBytes)
        {
            Release(state.Waiting.First!, state, output, final: true);
        }

        state.Sweep(node);
        return true;
    }

    /// <summary>Takes in a process that Tetragon remembered for us: no document, but an alert that waited for it goes out.</summary>
    public void Remember(Observation cached, PartitionState state, List<Enriched> output)
    {
        var node = state.Node(cached.Node);
        state.Clock.Advance(cached.Time, cached.Received);
        node.Saw(cached, state.Clock.Now);
        Learn(cached, node, state, output);
        Expire(state, output);
        state.Sweep(node);
    }

    /// <summary>To be called when a partition's memory was put back: what those that wait are waiting for is not in it.</summary>
    public void Resume(PartitionState state)
    {
        foreach (var waiting in state.Waiting.All)
        {
            try
            {
                correlator.Correlate(waiting.Alert, state, final: false, out var awaited);
                Await(waiting, awaited, state);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Nobody could ever own the partition. It is set aside when its time is over.
            }
        }
    }

    /// <summary>Nothing more comes: time passes until the next that waits goes out with what is known.</summary>
    public void Settle(WaitingAlert first, PartitionState state, List<Enriched> output)
    {
        state.Clock.Idle(first.Deadline - state.Clock.Now + TimeSpan.FromTicks(1));
        Expire(state, output);
    }

    /// <summary>Lets those go whose time is over, and says which incidents are.</summary>
    public void Expire(PartitionState state, List<Enriched> output)
    {
        state.Incidents.TellEnded(_ended, output);
        while (state.Waiting.First is { } waiting && waiting.Deadline <= state.Clock.Now)
        {
            var deadline = correlator.DeadlineOf(waiting.Alert, state.Node(waiting.Alert.Node));
            if (deadline > state.Clock.Now)
            {
                state.Waiting.Postpone(waiting, deadline); // only now it is known how far behind its node's clock is
            }
            else
            {
                Release(waiting, state, output, final: true);
            }
        }
    }

    // All of the event first, how it ended included; then who waited for it.
    private void Learn(Observation observation, NodeState node, PartitionState state, List<Enriched> output)
    {
        _news.Take(observation, node, state.Secrets);
        for (var i = 0; i < _news.Images.Count && state.Waiting.Count > 0; i++)
        {
            Wake(node.Name, _news.Images[i], state, output);
        }

        if (_news.Ended is { } ended)
        {
            Wake(node.Name, ended.Pid, ended, hasEnded: true, state, output);
        }
    }

    private void Wake(string node, ProcessImage image, PartitionState state, List<Enriched> output)
    {
        Wake(node, image.Pid, image, hasEnded: false, state, output);
        if (image.LineKey is { } line)
        {
            Wake(node, WaitKeys.OfLine(line), image, hasEnded: false, state, output);
        }
    }

    private void Wake(string node, long key, ProcessImage image, bool hasEnded, PartitionState state, List<Enriched> output)
    {
        if (state.Waiting.For(node, key) is not { } waiting)
        {
            return;
        }

        for (var (i, inVain) = (0, 0); i < waiting.Count && inVain < MostWokenInVain;)
        {
            if (IsNoNews(image, hasEnded, waiting[i].Alert))
            {
                i++;
            }
            else if (!Release(waiting[i], state, output, final: false)) // those that leave leave the list
            {
                (i, inVain) = (i + 1, inVain + 1);
            }
        }
    }

    // An end is news to those that wait for proof that the policy did what it says; an image to those that it was there for.
    private static bool IsNoNews(ProcessImage image, bool hasEnded, Observation alert) =>
        hasEnded ? alert.Enforcement is null : ProcessLife.BeginsAfter(image, alert.Time);

    private static void Await(WaitingAlert waiting, long? awaited, PartitionState state)
    {
        if (awaited is { } pid)
        {
            state.Waiting.Await(waiting, pid);
        }
    }

    // What fails here fails for the alert that waited, not for the event that ended its waiting.
    private bool Release(WaitingAlert waiting, PartitionState state, List<Enriched> output, bool final)
    {
        try
        {
            if (correlator.Correlate(waiting.Alert, state, final, out var awaited) is not { } enrichment)
            {
                Await(waiting, awaited, state);
                return false;
            }

            state.Waiting.Remove(waiting);
            Finish(waiting.Alert, enrichment, detector.Judge(waiting.Alert), waiting.Record, state, output);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            state.Waiting.Remove(waiting);
            output.Add(new(waiting.Alert, Unfinished) { Record = waiting.Record, Problem = $"{e.GetType().Name}: {e.Message}" });
        }

        return true;
    }

    private void Finish(
        Observation observation, Enrichment enrichment, in Verdict verdict, ConsumeResult<string, byte[]> record, PartitionState state, List<Enriched> output)
    {
        if (verdict.Severity is not null)
        {
            observation = verdict.Name(observation);
            enrichment = enrichment with { AlertSeverity = verdict.Severity };
        }

        foreach (var step in _steps)
        {
            enrichment = step.Apply(observation, enrichment, state);
        }

        state.Incidents.TellEnded(_ended, output); // the old one is over before the new one begins
        output.Add(new(verdict.Tell(observation, enrichment), enrichment) { Record = record });
    }

    private static Enrichment Activity(Observation observation, ProcessTable table) => new()
    {
        Process = observation.Process,
        Ancestors = Ancestors(observation, table),
        Correlation = observation.Process is null ? Correlator.NoProcess : Told,
        Enforcement = observation.Enforcement is null ? null : EnforcementCheck.Judge(observation, table),
    };

    // Tetragon tells ancestors only where it is asked to: without that, the parent's own are known from earlier events.
    private static List<ProcessFact> Ancestors(Observation observation, ProcessTable table)
    {
        if (observation.Parent is not { } parent)
        {
            return [];
        }

        List<ProcessFact> ancestors = [parent, .. observation.Ancestors];
        if (observation.Ancestors.Count == 0)
        {
            table.AncestryOf(parent, ancestors);
        }

        return ancestors;
    }
}
