using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.State;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Explain;

/// <summary>Reads events again as the Enricher did, until one alert has gone out, and keeps what it was owed to.</summary>
internal sealed class Reenactment(EnrichmentPipeline pipeline, EnricherOptions options, string id)
{
    private readonly PartitionState _state = new(options);
    private readonly List<Enriched> _output = [];
    private readonly Dictionary<string, Mention> _mentions = new(StringComparer.Ordinal);
    private readonly TextGuard _guard = new(Redaction.Of(options));
    private EventTime? _arrived;

    private readonly record struct Mention(string Event, EventTime Time, long Offset)
    {
        public override string ToString() => $"{Event} at {Time}, offset {Offset}";
    }

    /// <summary>The alert; null until it went out.</summary>
    public Enriched? Alert { get; private set; }

    /// <summary>The processes that it may have been about, as they were known when it went out.</summary>
    public IReadOnlyList<ExplainedCandidate> Candidates { get; private set; } = [];

    /// <summary>How long it waited, in event time.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The event that ended its waiting; null when it did not wait, or in vain.</summary>
    public string? ReleasedBy { get; private set; }

    /// <summary>Takes in one record.</summary>
    /// <returns>Whether the alert went out.</returns>
    public bool Take(ConsumeResult<string, byte[]> record)
    {
        var observation = Map(record);
        Remember(observation, record.Offset.Value);
        pipeline.Take(record, _state, _output, out _);
        if (observation?.Id == id)
        {
            _arrived ??= _state.Clock.Now;
        }

        return Look(observation?.Id == id || observation is null ? null : new Mention(observation.EventName, observation.Time, record.Offset.Value).ToString());
    }

    /// <summary>Nothing more comes: an alert that still waits goes out with what is known.</summary>
    public void Settle()
    {
        while (Alert is null && _state.Waiting.First is { } waiting)
        {
            pipeline.Settle(waiting, _state, _output);
            Look(null);
        }
    }

    /// <summary>Which event told of a process first; null when none did.</summary>
    public string? ToldBy(string? execId) => execId is not null && _mentions.TryGetValue(execId, out var mention) ? $"told by {mention}" : null;

    private static Observation? Map(ConsumeResult<string, byte[]> record)
    {
        try
        {
            return EventRecord.TryRead(record.Message, out var sensorEvent, out _)
                ? EventIntake.Map(record, sensorEvent)
                : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null; // the pipeline rejects it as well
        }
    }

    private void Remember(Observation? observation, long offset)
    {
        if (observation is null)
        {
            return;
        }

        var mention = new Mention(observation.EventName, observation.Time, offset);
        Remember(observation.Process, mention);
        Remember(observation.Parent, mention);
        foreach (var ancestor in observation.Ancestors)
        {
            Remember(ancestor, mention);
        }
    }

    private void Remember(ProcessFact? process, Mention mention)
    {
        if (process?.ExecId is { } execId)
        {
            _mentions.TryAdd(execId, mention);
        }
    }

    private bool Look(string? releasedBy)
    {
        foreach (var enriched in _output)
        {
            if (Alert is null && enriched.Problem is null && enriched.Observation.Id == id)
            {
                Alert = enriched;
                Waited = _arrived is { } arrived ? _state.Clock.Now - arrived : TimeSpan.Zero;
                ReleasedBy = releasedBy;
                Candidates = [.. Correlator.Explain(enriched.Observation, _state).Select(Explain)];
            }
        }

        _output.Clear();
        return Alert is not null;
    }

    private ExplainedCandidate Explain(JoinCandidate candidate)
    {
        _guard.Begin(Limits.Usual);
        return new()
        {
            Chosen = candidate.Chosen,
            Verdict = candidate.Verdict,
            Fit = candidate.Fit.ToString().ToLowerInvariant(),
            Pid = candidate.Process.Pid,
            ExecId = candidate.Process.ExecId,
            Executable = _guard.Clean(candidate.Process.Executable),
            CommandLine = _guard.Clean(candidate.Process.CommandLine),
            Start = candidate.Process.Start?.ToString(),
            End = candidate.Process.End?.ToString(),
            ToldBy = ToldBy(candidate.Process.ExecId),
        };
    }
}
