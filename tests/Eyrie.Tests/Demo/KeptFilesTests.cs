using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Eyrie.Demo;
using Eyrie.Demo.StandIns;
using Eyrie.Platform.Kafka;

namespace Eyrie.Tests.Demo;

public sealed class KeptFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-kept-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Keeps_a_sensors_bytes_as_base64_with_the_headers()
    {
        var line = Kept("events.v1", files => files.Add("events.v1", Record([1, 2, 255])));

        Assert.Equal("AQL/", (string?)line["valueBase64"]);
        Assert.Equal("falco-protobuf", (string?)line["headers"]!["format"]);
        Assert.Equal(("node", 3, 9), ((string?)line["key"], (int)line["partition"]!, (int)line["offset"]!));
    }

    [Fact]
    public void Keeps_a_document_as_JSON()
    {
        var line = Kept("alerts.v1", files => files.Add("alerts.v1", Record("""{"event":{"id":"a"}}"""u8.ToArray())));

        Assert.Equal("a", (string?)line["value"]!["event"]!["id"]);
    }

    [Fact]
    public void Keeps_what_Elasticsearch_stored()
    {
        var line = Kept("elasticsearch", files => files.Add(new StoredDocument("logs-x-y", "a", """{"n":1}"""u8.ToArray())));

        Assert.Equal(("logs-x-y", "a", 1), ((string?)line["_index"], (string?)line["_id"], (int)line["_source"]!["n"]!));
    }

    [Fact]
    public void Leaves_out_the_key_that_pages_somebody()
    {
        using var sent = System.Text.Json.JsonDocument.Parse("""{"routing_key":"secret","dedup_key":"d"}""");

        var line = Kept("pagerduty", files => files.AddPagerDuty(sent.RootElement));

        Assert.Equal("""{"dedup_key":"d"}""", line.ToJsonString());
    }

    private JsonNode Kept(string name, Action<KeptFiles> keep)
    {
        using (var files = new KeptFiles(_folder.FullName))
        {
            keep(files);
        }

        return JsonNode.Parse(Assert.Single(File.ReadAllLines(Path.Combine(_folder.FullName, $"{name}.ndjson"), Encoding.UTF8)))!;
    }

    private static ConsumeResult<string, byte[]> Record(byte[] value) => new()
    {
        TopicPartitionOffset = new("eyrie.events.v1", 3, 9),
        Message = new() { Key = "node", Value = value, Headers = new Headers().With(RecordHeaders.Format, "falco-protobuf") },
    };
}
