namespace Eyrie.Contracts.Fields;

/// <summary>
/// Every field that a document can have, once. Elasticsearch's mapping, the JSON Schemas, <c>docs/fields.md</c> and the check of
/// every document in the tests are made from it. To add a field: one line in the file of its section, then
/// <c>EYRIE_WRITE_GOLDEN=1 dotnet run --project tests/Enricher.Tests</c>. A line is never taken away and its type never changes within <c>v1</c>.
/// </summary>
public static class DocumentFields
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<DocumentField> All { get; } =
    [
        .. new[] { EventFields.All, ProcessFields.All, ActFields.All, CallFields.All, PlaceFields.All, OurFields.All, FigureFields.All }
            .SelectMany(section => section)
            .OrderBy(field => field.Name, StringComparer.Ordinal),
    ];

    private static readonly Dictionary<string, DocumentField> ByName = All.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The field of that path; null when documents have none.</summary>
    public static DocumentField? Find(string name) => ByName.GetValueOrDefault(name);
}
