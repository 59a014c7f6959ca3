using System.Globalization;
using System.Text;
using Eyrie.Contracts.Fields;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>The reference of all fields, for people: <c>docs/fields.md</c>.</summary>
internal static class FieldsPage
{
    private static readonly Dictionary<FieldType, string> Words = new()
    {
        [FieldType.Keyword] = "keyword",
        [FieldType.Wildcard] = "wildcard",
        [FieldType.Text] = "match_only_text",
        [FieldType.WholeNumber] = "long",
        [FieldType.Number] = "float",
        [FieldType.Boolean] = "boolean",
        [FieldType.Address] = "ip",
        [FieldType.Time] = "date_nanos",
        [FieldType.Flat] = "flattened",
        [FieldType.Objects] = "object",
    };

    /// <summary>The page.</summary>
    public static string Create()
    {
        var page = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Fields of the documents

            Made from `src/Contracts/Fields`; do not edit. Every field that a document on `eyrie.alerts.v1` and `eyrie.activity.v1`, and so in Elasticsearch, can have: {DocumentFields.All.Count}, {DocumentFields.All.Count(field => !field.IsOurs)} of
            them ECS 9.4. The same as [JSON Schema](schemas/alert.schema.json) ([activity](schemas/activity.schema.json)) and as [mapping](../src/Sinks/Elasticsearch/index-template.json); how they may change: [Kafka](kafka.md#what-may-change).

            - **type** is Elasticsearch's; `[]`: always a list. `+text`: words of it are found under `.text`. Times have nine digits (`date_nanos`; ECS says `date`); `@timestamp` and `event.ingested` are found and sorted to the millisecond (`date`), because Kibana's detection rules cannot page by nanoseconds. What is longer than 8,191 characters is kept, not found.
            - **in**: `always` in every document; `alerts` in every alert; `alerts only` in every alert, never in activity; `some alerts` never in activity; empty: where it is known. What is not known is not there: no null, no empty text, list or object.
            - **ours**: not ECS, but in a namespace of Eyrie's, of a sensor's or of Elastic Agent's.

            """).ReplaceLineEndings("\n"));
        foreach (var section in DocumentFields.All.GroupBy(field => field.Name.Split('.')[0]).OrderBy(section => section.Key, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n| field | type | in | what | example |\n|---|---|---|---|---|\n");
            foreach (var field in section)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{field.Name}` | {Type(field)} | {In(field)} | {field.Meaning}{(field.IsOurs ? " *Ours.*" : "")} | {Example(field)} |\n");
            }
        }

        return page.ToString();
    }

    private static string Type(DocumentField field) => (field.ByMillisecond ? "date" : Words[field.Type]) + (field.IsList ? "[]" : "") + (field.HasText ? " +text" : "");

    private static string In(DocumentField field) => field.Presence switch
    {
        FieldPresence.Always => "always",
        FieldPresence.EveryAlert => field.OnlyAlerts ? "alerts only" : "alerts",
        _ => field.OnlyAlerts ? "some alerts" : "",
    };

    private static string Example(DocumentField field) =>
        field.Values.Count > 0 ? string.Join(", ", field.Values.Select(Code))
        : field.Example.Length > 0 ? Code(field.Example)
        : "";

    private static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
