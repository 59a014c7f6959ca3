using System.Reflection;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Contracts.Fields;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>What is made from the table is committed as the table has it; <see cref="Generated"/> says how to make it anew.</summary>
public sealed class GeneratedFilesTests
{
    private const string Baseline = "tests/Enricher.Tests/Schemas/fields-v1.txt";

    [Fact]
    public void The_index_template_is_the_tables() =>
        Generated.Check("src/Sinks/Elasticsearch/index-template.json", IndexTemplateText.Create());

    [Fact]
    public void The_JSON_Schemas_are_the_tables()
    {
        Generated.Check("docs/schemas/alert.schema.json", SchemaText.Alert());
        Generated.Check("docs/schemas/activity.schema.json", SchemaText.Activity());
    }

    [Fact]
    public void The_AsyncAPI_document_is_that_of_the_topics() => Generated.Check("docs/asyncapi.yaml", AsyncApiText.Create());

    [Fact]
    public void The_reference_of_fields_is_the_tables() => Generated.Check("docs/fields.md", FieldsPage.Create());

    [Fact]
    public void Every_header_is_told_of()
    {
        var names = typeof(RecordHeaders).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal([], names.Except(new Topics().All.SelectMany(topic => TopicWords.Of(topic).Headers).Select(header => header.Name)));
    }

    [Fact]
    public void The_template_leaves_room_below_its_limit_of_fields()
    {
        var template = JsonNode.Parse(IndexTemplateText.Create())!["template"]!;
        var fields = IndexTemplateText.Count(template["mappings"]!["properties"]!.AsObject());

        Assert.InRange(fields, DocumentFields.All.Count, template["settings"]!["index.mapping.total_fields.limit"]!.GetValue<int>() / 2);
    }

    /// <summary>
    /// Within v1 a field is never taken away and never changes its type: <c>fields-v1.txt</c> has every line that was ever released,
    /// and writing it anew only adds to it. Whoever must break that needs a v2.
    /// </summary>
    [Fact]
    public void No_field_of_v1_was_taken_away_or_changed()
    {
        var promised = File.Exists(Generated.PathOf(Baseline)) ? File.ReadAllLines(Generated.PathOf(Baseline)) : [];
        var today = DocumentFields.All.Select(Line).ToArray();

        Assert.Equal("", string.Join('\n', promised.Except(today).Select(line => $"promised, but gone or changed: {line}")));
        Generated.Check(Baseline, string.Concat(promised.Union(today).Order(StringComparer.Ordinal).Select(line => line + "\n")));
    }

    private static string Line(DocumentField field) =>
        $"{field.Name} {field.Type}{(field.IsList ? "[]" : "")}{(field.HasText ? "+text" : "")} {(field.OnlyAlerts ? "alerts" : "all")} {field.Presence}";
}
