using Eyrie.Contracts.Fields;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>
/// ECS 9.4 as it is published, where that table is at hand: <c>EYRIE_ECS_FIELDS</c>, else <c>shared/schemas/ecs-fields.csv</c>
/// beside the repository.
/// </summary>
internal static class PublishedEcs
{
    /// <summary>Type of every field, <c>[]</c> behind those that are lists; null where the table is not at hand.</summary>
    public static IReadOnlyDictionary<string, string>? Types { get; } = FindTable() is { } table ? Read(table) : null;

    /// <summary>A line of ours in ECS' words.</summary>
    public static string TypeOf(DocumentField field) => field.Type switch
    {
        FieldType.Keyword => "keyword",
        FieldType.Wildcard => "wildcard",
        FieldType.Text => "match_only_text",
        FieldType.WholeNumber => "long",
        FieldType.Number => "float",
        FieldType.Boolean => "boolean",
        FieldType.Address => "ip",
        FieldType.Time => "date",
        FieldType.Flat => "flattened",
        _ => "object",
    } + (field.IsList ? "[]" : "");

    private static string? FindTable()
    {
        if (Environment.GetEnvironmentVariable("EYRIE_ECS_FIELDS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var table = Path.Combine(folder.FullName, "shared", "schemas", "ecs-fields.csv");
            if (File.Exists(table))
            {
                return table;
            }
        }

        return null;
    }

    // Columns: version, indexed, field set, field, type, level, normalization; what may hold a comma comes after them.
    private static Dictionary<string, string> Read(string path)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var columns = line.Split(',');
            if (columns.Length > 6 && columns[0].StartsWith("9.4", StringComparison.Ordinal))
            {
                types[columns[3]] = columns[6] is "array" ? columns[4] + "[]" : columns[4];
            }
        }

        return types;
    }
}
