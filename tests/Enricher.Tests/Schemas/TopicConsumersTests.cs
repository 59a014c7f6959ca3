using System.Text;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Correlation;
using Eyrie.Enricher.Tests.Documents;
using Eyrie.Platform.Kafka;
using NJsonSchema;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>What other teams are told about the topics, against what an Enricher really writes to them.</summary>
public sealed class TopicConsumersTests : IDisposable
{
    private const int Partitions = 3;

    private readonly Topics _topics = new("consumers.", Partitions);
    private readonly InProcessKafka _kafka;

    public TopicConsumersTests() => _kafka = InProcessKafka.Start(_topics);

    public void Dispose() => _kafka.Dispose();

    [Fact]
    public async Task Records_keep_to_the_schemas_and_have_the_headers_that_are_promised()
    {
        await using var enricher = await PlayAttackAsync();
        var (alerts, activity) = (enricher.Read(_topics.Alerts, 33), enricher.Read(_topics.Activity, 300));

        Assert.Equal(33, alerts.Count);
        await CheckAsync(SchemaText.Alert(closed: true), new Topics().Alerts, alerts);
        await CheckAsync(SchemaText.Activity(closed: true), new Topics().Activity, activity);
    }

    [Fact]
    public async Task The_example_reads_what_it_wants_and_only_that()
    {
        await using var enricher = await PlayAttackAsync();
        var severities = enricher.Read(_topics.Alerts, 33).Select(record => (Id: record.Message.Headers.Text("id"), Severity: record.Message.Headers.Text("severity"))).ToArray();
        var expected = severities.Where(alert => alert.Severity is not ("notice" or "informational" or "debug")).Select(alert => alert.Id).Order().ToArray();
        Assert.InRange(expected.Length, 1, severities.Length - 1);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var read = new List<string>();
        new AlertReader(_kafka.BootstrapServers, "example", _topics.Alerts).Run(
            null,
            (id, document) =>
            {
                Assert.Equal(id, document.GetProperty("event").GetProperty("id").GetString());
                read.Add(id);
                if (read.Count == expected.Length)
                {
                    enough.Cancel();
                }
            },
            enough.Token);

        Assert.Equal(expected, read.Order());
    }

    [Fact]
    public void The_page_shows_the_example_as_it_is_tested()
    {
        var example = File.ReadAllText(Generated.PathOf("tests/Enricher.Tests/Schemas/AlertReader.cs"));
        var page = File.ReadAllText(Generated.PathOf("docs/kafka.md"));

        Assert.Contains($"```csharp\n{Body(example)}```\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_tells_of_every_topic()
    {
        var page = File.ReadAllText(Generated.PathOf("docs/kafka.md"));

        Assert.All(new Topics().All, topic =>
        {
            Assert.Contains($"| `{topic.Name}` |", page, StringComparison.Ordinal);
            Assert.All(TopicWords.Of(topic).Headers, header => Assert.Contains($"`{header.Name}`", page, StringComparison.Ordinal));
        });
    }

    // What a page needs: the namespace is ours.
    private static string Body(string file) =>
        file.Replace("namespace Eyrie.Enricher.Tests.Schemas;\n\n", "", StringComparison.Ordinal);

    private static async Task CheckAsync(string schema, string topic, List<Confluent.Kafka.ConsumeResult<string, byte[]>> records)
    {
        var read = await JsonSchema.FromJsonAsync(schema, TestContext.Current.CancellationToken);
        var headers = TopicWords.Of(new(topic, Partitions, null)).Headers;
        foreach (var record in records)
        {
            Assert.Equal("", string.Join("; ", read.Validate(Encoding.UTF8.GetString(record.Message.Value))));
            var has = record.Message.Headers.Select(header => header.Key).ToArray();
            Assert.Equal([], has.Except(headers.Select(header => header.Name)));
            Assert.Equal([], headers.Where(header => header.Always).Select(header => header.Name).Except(has));
            using var document = JsonDocument.Parse(record.Message.Value);
            Assert.Empty(FieldCheck.Problems(document.RootElement));
        }
    }

    private async Task<RunningEnricher> PlayAttackAsync()
    {
        var enricher = new RunningEnricher(_kafka.BootstrapServers, "consumers.", Partitions);
        await enricher.StartAsync();
        enricher.Send([.. Recording.Read("2-web-shell", "falco-http").Events.Select(e => EventRecord.ToMessage(e))]);
        return enricher;
    }
}
