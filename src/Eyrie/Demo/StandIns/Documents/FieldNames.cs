namespace Eyrie.Demo.StandIns.Documents;

/// <summary>Names in a document that Elasticsearch takes for paths.</summary>
internal static class FieldNames
{
    private static readonly HashSet<string> Metadata =
        ["_id", "_index", "_source", "_size", "_field_names", "_ignored", "_routing", "_meta", "_tier", "_seq_no", "_version", "_nested_path", "_data_stream_timestamp"];

    /// <summary>Elasticsearch keeps the name for itself.</summary>
    public static bool IsReserved(string name) => Metadata.Contains(name);

    /// <summary>Its parts; dots at the end count for nothing.</summary>
    public static string[] Parts(string name) => name.TrimEnd('.').Split('.');

    /// <summary>Why there can be no such name; null when there can.</summary>
    public static string? Problem(string name) =>
        name.Length == 0 ? "field name cannot be an empty string"
        : name.AsSpan().TrimEnd('.').IsEmpty ? $"field name cannot contain only dots: [{SafeText.OneLine(name, 60)}]"
        : Array.Find(Parts(name), string.IsNullOrWhiteSpace) switch
        {
            null => null,
            "" => $"object field starting or ending with a [.] makes object resolution ambiguous: [{SafeText.OneLine(name, 60)}]",
            _ => $"object field cannot contain only whitespace: ['{SafeText.OneLine(name, 60)}']",
        };
}
