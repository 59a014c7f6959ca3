namespace Eyrie.Enricher.Explain;

/// <summary>Where a field is likely from, told from the document alone: by its name, and by how the alert was joined.</summary>
internal static class DocumentOrigins
{
    /// <summary>Explains one field.</summary>
    public static ExplainedField Explain(string name, FlatDocument alert)
    {
        var (origin, from) = ComputedFields.Find(name) ?? Told(name, alert);
        return new(name, alert[name]!, origin, from);
    }

    private static (FieldOrigin Origin, string From) Told(string name, FlatDocument alert)
    {
        if (alert["event.module"] is "eyrie")
        {
            return ComputedFields.OfHealth;
        }

        var falco = alert["event.module"] is "falco";
        var joined = falco && alert["eyrie.correlation.method"] is "pid" or "container_cmdline";
        if (joined && name.StartsWith("process.", StringComparison.Ordinal) && !SameAsFalco(name, alert))
        {
            var parent = name.StartsWith("process.parent.", StringComparison.Ordinal) || name.StartsWith("process.Ext.", StringComparison.Ordinal);
            return (parent ? FieldOrigin.Ancestry : FieldOrigin.Process, $"Tetragon's process {alert[parent ? "process.parent.entity_id" : "process.entity_id"] ?? "without an id"}");
        }

        if (joined && name.StartsWith("eyrie.process.", StringComparison.Ordinal))
        {
            return (FieldOrigin.Ancestry, "the process table, where it ends Falco's own words");
        }

        if (alert["eyrie.pod.source"] is { } source and not ("event" or "none") && (name.StartsWith("kubernetes.", StringComparison.Ordinal) || name.StartsWith("service.", StringComparison.Ordinal)))
        {
            return (FieldOrigin.Place, $"the event, completed from the pod source '{source}'");
        }

        var sources = SensorFields.Of(name, falco, field => alert[$"{(falco ? "falco.output_fields" : "tetragon")}.{field}"] is not null);
        return sources.Count > 0 ? (FieldOrigin.Sensor, string.Join(", ", sources)) : (FieldOrigin.Computed, "from what the event is about");
    }

    // What Falco says in the same words may be from it as well.
    private static bool SameAsFalco(string name, FlatDocument alert) =>
        SensorFields.Of(name, falco: true, field => alert[$"falco.output_fields.{field}"] == alert[name]) is [var field, ..]
        && alert[$"falco.output_fields.{field}"] == alert[name];
}
