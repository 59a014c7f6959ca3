using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes the ECS document of an enriched observation. Not thread-safe; one a loop.</summary>
/// <param name="redaction">Blanks secrets in everything that an event says; null leaves them.</param>
/// <param name="analyzer">Lets Kibana's Analyzer open: it does for the agents that it knows alone.</param>
internal sealed class DocumentWriter(Redaction? redaction, bool analyzer = false) : IDisposable
{
    private readonly EcsWriter _ecs = new();
    private readonly TextGuard _guard = new(redaction);
    private readonly RuleIds _ruleIds = new();
    private readonly RuleThreats _ruleThreats = new();

    /// <summary>Writes one document.</summary>
    /// <returns>One line of JSON below <see cref="Limits.DocumentBytes"/>, valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(Observation observation, Enrichment enrichment, EventTime ingested)
    {
        var document = Write(observation, enrichment, ingested, Limits.Usual);
        return document.Length <= Limits.DocumentBytes ? document : Write(observation, enrichment, ingested, Limits.Tight);
    }

    /// <inheritdoc/>
    public void Dispose() => _ecs.Dispose();

    private ReadOnlyMemory<byte> Write(Observation observation, Enrichment enrichment, EventTime ingested, Limits limits)
    {
        _guard.Begin(limits);
        _ecs.Begin();
        _ecs.Write("@timestamp", observation.Time);
        EventSection.Write(_ecs, _guard, observation, enrichment, ingested);
        RuleSection.Write(_ecs, _guard, _ruleIds, _ruleThreats, observation);
        ProcessSection.Write(_ecs, _guard, observation, enrichment);
        WriteAgent((enrichment.Process ?? observation.Process)?.ExecId);
        ActSection.Write(_ecs, _guard, observation, enrichment);
        CallSection.Write(_ecs, _guard, observation);
        var place = Place.Of(observation, enrichment);
        PlaceSection.Write(_ecs, _guard, observation, place);
        RelatedSection.Write(_ecs, _guard, observation, enrichment, place);
        FieldSection.Write(_ecs, _guard, observation);
        EyrieSection.Write(_ecs, _guard, observation, enrichment, place);
        _ecs.Open("ecs");
        _ecs.Write("version", "9.4.0");
        _ecs.Close();
        return _ecs.End();
    }

    // The Analyzer draws what has entity ids, and asks Elastic Defend's documents for them alone.
    private void WriteAgent(string? entityId)
    {
        _ecs.Open("agent");
        _ecs.Write("type", analyzer && entityId is { Length: > 0 } ? "endpoint" : null);
        _ecs.Close();
    }
}
