using System.Text;
using System.Text.Json;
using Eyrie.Enricher.Tests.Documents;
using NJsonSchema;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>Documents against the JSON Schemas. The closed ones leave no way out; they are the committed ones but for what may grow.</summary>
public sealed class JsonSchemaTests
{
    private static readonly (string Alert, string Activity)[] Schemas =
    [
        (SchemaText.Alert(), SchemaText.Activity()),
        (SchemaText.Alert(closed: true), SchemaText.Activity(closed: true)),
    ];

    [Fact]
    public async Task Every_document_keeps_to_its_schema()
    {
        foreach (var (alert, activity) in Schemas)
        {
            var (alerts, others) = (await Read(alert), await Read(activity));
            foreach (var document in SampleDocuments.All().Concat(FullDocuments.All()))
            {
                Assert.Equal("", Problems(IsAlert(document) ? alerts : others, Encoding.UTF8.GetString(document)));
            }
        }
    }

    [Theory]
    [InlineData("process.pid", "\"12\"")]
    [InlineData("process.pid", "1.5")]
    [InlineData("process.args", "\"one\"")]
    [InlineData("process.args", "[]")]
    [InlineData("process.args", "[1]")]
    [InlineData("@timestamp", "\"2026-11-23T10:23:35Z\"")]
    [InlineData("process.start", "\"yesterday\"")]
    [InlineData("source.ip", "\"localhost\"")]
    [InlineData("event.id", "null")]
    [InlineData("process", "\"sh\"")]
    [InlineData("process.interactive", "\"true\"")]
    [InlineData("tetragon", "{\"a\":{\"b\":1}}")]
    [InlineData("eyrie.process.ancestors", "[{\"pid\":\"1\"}]")]
    [InlineData("eyrie.process.ancestors", "{\"pid\":1}")]
    public async Task The_published_schema_refuses_what_is_wrong(string field, string value)
    {
        var schema = await Read(SchemaText.Alert());
        var document = System.Text.Json.Nodes.JsonNode.Parse(Alert())!;
        Assert.Equal("", Problems(schema, document.ToJsonString()));
        var path = field.Split('.');
        var parent = document;
        foreach (var name in path[..^1])
        {
            parent = parent[name] ??= new System.Text.Json.Nodes.JsonObject();
        }

        parent[path[^1]] = System.Text.Json.Nodes.JsonNode.Parse(value);

        Assert.NotEqual("", Problems(schema, document.ToJsonString()));
    }

    [Theory]
    [InlineData("event")]
    [InlineData("@timestamp")]
    [InlineData("log")]
    public async Task The_published_schema_wants_what_is_always_there(string field)
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(Alert())!.AsObject();
        document.Remove(field);

        Assert.NotEqual("", Problems(await Read(SchemaText.Alert()), document.ToJsonString()));
    }

    [Fact]
    public async Task The_published_schema_takes_what_a_later_version_may_add()
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(Alert())!.AsObject();
        document["new"] = 1;
        document["process"]!["new"] = "x";
        document["event"]!["kind"] = "signal";

        Assert.Equal("", Problems(await Read(SchemaText.Alert()), document.ToJsonString()));
        Assert.NotEqual("", Problems(await Read(SchemaText.Alert(closed: true)), document.ToJsonString()));
    }

    private static string Alert() => SampleDocuments.All().Where(IsAlert).Select(Encoding.UTF8.GetString).First();

    private static Task<JsonSchema> Read(string schema) => JsonSchema.FromJsonAsync(schema, TestContext.Current.CancellationToken);

    private static string Problems(JsonSchema schema, string document) => string.Join("; ", schema.Validate(document));

    private static bool IsAlert(byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        var told = json.RootElement.GetProperty("event"); // the word that an incident is over is among its alerts
        return told.GetProperty("kind").ValueEquals("alert") || told.GetProperty("dataset").ValueEquals("eyrie.incident");
    }
}
