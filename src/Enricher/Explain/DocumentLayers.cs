using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Explain;

/// <summary>
/// Finds out where each field of a document is from by writing it again and again: from the event alone, then with the process, the
/// ancestry, the place. A field is owed to the layer since which it has its value. So it needs no list of what the Enricher does.
/// </summary>
internal sealed class DocumentLayers
{
    private readonly Observation _observation;
    private readonly Enrichment _enrichment;
    private readonly FlatDocument[] _layers;
    private readonly HashSet<string> _said;

    /// <summary>Writes the layers.</summary>
    /// <param name="enriched">The alert.</param>
    /// <param name="ingested">When its document was written.</param>
    /// <param name="redaction">Blanks secrets; null leaves them.</param>
    /// <param name="analyzer"><c>enricher.kibanaAnalyzer</c></param>
    public DocumentLayers(in Enriched enriched, EventTime ingested, Redaction? redaction, bool analyzer = false)
    {
        (_observation, _enrichment) = (enriched.Observation, enriched.Enrichment);
        _said = [.. _observation.Fields.Select(field => field.Key)];
        using var writer = new DocumentWriter(redaction, analyzer);
        _layers = [.. Enrichments().Select(layer => FlatDocument.Of(writer.Write(_observation, layer, ingested)))];
    }

    /// <summary>The document as it is today.</summary>
    public FlatDocument Document => _layers[^1];

    /// <summary>Its fields with their origins.</summary>
    public IReadOnlyList<ExplainedField> Fields() => [.. Document.Names.Select(Explain)];

    private IEnumerable<Enrichment> Enrichments()
    {
        var told = new List<ProcessFact>();
        ToldAncestry.Complete(_observation, told);
        var alone = new Enrichment { Correlation = _enrichment.Correlation, AlertSeverity = _enrichment.AlertSeverity, Ancestors = told };
        yield return alone;
        yield return alone with { Process = _enrichment.Process };
        yield return alone with { Process = _enrichment.Process, Ancestors = _enrichment.Ancestors };
        yield return alone with
        {
            Process = _enrichment.Process,
            Ancestors = _enrichment.Ancestors,
            Pod = _enrichment.Pod,
            PodSource = _enrichment.PodSource,
            Container = _enrichment.Container,
            Node = _enrichment.Node,
            Source = _enrichment.Source,
            Destination = _enrichment.Destination,
        };
        yield return _enrichment;
    }

    private ExplainedField Explain(string name)
    {
        var value = Document[name]!;
        var (origin, from) = Origin(name, LayerOf(name, value));
        return new(name, value, origin, from);
    }

    private int LayerOf(string name, string value)
    {
        var layer = _layers.Length - 1;
        while (layer > 0 && _layers[layer - 1][name] == value)
        {
            layer--;
        }

        return layer;
    }

    private (FieldOrigin Origin, string From) Origin(string name, int layer) => ComputedFields.Find(name) ?? layer switch
    {
        0 => FromSensor(name),
        1 => (FieldOrigin.Process, Process(_enrichment.Process)),
        2 => (FieldOrigin.Ancestry, Ancestor(name)),
        3 => (FieldOrigin.Place, Place()),
        _ => (FieldOrigin.Computed, "from all of it"),
    };

    private (FieldOrigin Origin, string From) FromSensor(string name)
    {
        if (_observation.Health is not null)
        {
            return ComputedFields.OfHealth;
        }

        var falco = _observation.Format is SensorFormat.FalcoJson or SensorFormat.FalcoProtobuf;
        if (!falco && name is "event.severity" or "log.level" && _observation.Severity is null)
        {
            return (FieldOrigin.Computed, $"the detection's severity ({_observation.Rule?.DecidedBy ?? "enricher.detections"})");
        }

        if (_observation.Rule is { DecidedBy: { } source, Policy: var policy } rule && name is "rule.name" or "rule.description" && rule.Name != policy)
        {
            return (FieldOrigin.Computed, $"the detection ({source})");
        }

        var sources = SensorFields.Of(name, falco, _said.Contains);
        return sources.Count > 0
            ? (FieldOrigin.Sensor, string.Join(", ", sources))
            : (FieldOrigin.Computed, "from what the event is about");
    }

    private static string Process(ProcessFact? process) => process switch
    {
        { ExecId: not null, Pid: { } pid } => string.Create(CultureInfo.InvariantCulture, $"Tetragon's process {pid}"),
        { ExecId: { } id } => $"Tetragon's process {id}",
        _ => "another event about the same process",
    };

    private string Ancestor(string name)
    {
        const string Listed = "eyrie.process.ancestors[";
        if (name.StartsWith(Listed, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Listed.Length, name.IndexOf(']', StringComparison.Ordinal) - Listed.Length), out var index)
            && index < _enrichment.Ancestors.Count)
        {
            return Process(_enrichment.Ancestors[index]);
        }

        return name.StartsWith("process.parent.", StringComparison.Ordinal)
            ? Process(new Lineage().Sort(_enrichment.Process ?? _observation.Process, _enrichment.Ancestors).Parent)
            : "the process table: exec_ids of parents, followed up";
    }

    private string Place() => _enrichment.PodSource switch
    {
        "event" or "none" or null => "earlier events of the same container",
        "file" => "the pods file",
        "watch" => "the watch of the cluster",
        var source => $"the pod source '{source}'",
    };
}
