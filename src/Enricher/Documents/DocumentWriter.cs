using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes the ECS document of an enriched observation. Not thread-safe; one a loop.</summary>
internal sealed class DocumentWriter : IDisposable
{
    private readonly EcsWriter _ecs = new();

    /// <summary>Writes one document.</summary>
    /// <returns>One line of JSON, valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(Observation observation, Enrichment enrichment, EventTime ingested)
    {
        _ecs.Begin();
        _ecs.Write("@timestamp", observation.Time);
        _ecs.Open("event");
        _ecs.Write("id", observation.Id);
        _ecs.Write("ingested", ingested);
        _ecs.Write("severity", (long?)enrichment.AlertSeverity);
        _ecs.Close();
        return _ecs.End();
    }

    /// <inheritdoc/>
    public void Dispose() => _ecs.Dispose();
}
