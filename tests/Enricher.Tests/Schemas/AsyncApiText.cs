using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>The AsyncAPI 3.0 document of the topics.</summary>
internal static class AsyncApiText
{
    private const string KafkaBinding = "0.5.0";

    /// <summary>The document.</summary>
    public static string Create()
    {
        var (channels, operations, messages) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var topic in new Topics().All)
        {
            var words = TopicWords.Of(topic);
            channels[words.Channel] = Channel(topic, words);
            operations[$"send-{words.Channel}"] = new JsonObject
            {
                ["action"] = "send",
                ["summary"] = $"Eyrie writes {topic.Name}.",
                ["channel"] = Reference($"#/channels/{words.Channel}"),
            };
            messages[words.Channel] = Message(words);
        }

        return "# Made from src/Contracts; do not edit.\n" + YamlText.Of(new()
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Eyrie",
                ["version"] = "1.0.0",
                ["description"] = "Falco's and Tetragon's events as ECS documents on Kafka. Names of topics start with topics.prefix, here its default.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["url"] = "https://www.apache.org/licenses/LICENSE-2.0" },
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = channels,
            ["operations"] = operations,
            ["components"] = new JsonObject { ["messages"] = messages },
        });
    }

    private static JsonObject Channel(TopicSpecification topic, TopicWords words) => new()
    {
        ["address"] = topic.Name,
        ["description"] = words.Summary,
        ["messages"] = new JsonObject { [words.Channel] = Reference($"#/components/messages/{words.Channel}") },
        ["bindings"] = new JsonObject
        {
            ["kafka"] = new JsonObject
            {
                ["topic"] = topic.Name,
                ["partitions"] = topic.Partitions,
                ["topicConfiguration"] = Configuration(topic),
                ["bindingVersion"] = KafkaBinding,
            },
        },
    };

    private static JsonObject Configuration(TopicSpecification topic)
    {
        var configuration = new JsonObject { ["cleanup.policy"] = new JsonArray(topic.Compacted ? "compact" : "delete") };
        if (topic.Retention is { } retention)
        {
            configuration["retention.ms"] = (long)retention.TotalMilliseconds;
        }

        configuration["max.message.bytes"] = long.Parse(TopicSettings.For(topic)["max.message.bytes"], System.Globalization.CultureInfo.InvariantCulture);
        return configuration;
    }

    private static JsonObject Message(TopicWords words)
    {
        var message = new JsonObject
        {
            ["name"] = words.Channel,
            ["summary"] = words.Summary,
            ["contentType"] = words.ContentType,
        };
        if (words.Headers.Count > 0)
        {
            message["headers"] = Headers(words);
        }

        message["payload"] = words.Schema is null
            ? new JsonObject { ["description"] = words.ContentType is "application/json" ? "JSON." : "Bytes." }
            : Reference($"./{words.Schema}");
        message["bindings"] = new JsonObject
        {
            ["kafka"] = new JsonObject
            {
                ["key"] = new JsonObject { ["type"] = "string", ["description"] = words.Key },
                ["bindingVersion"] = KafkaBinding,
            },
        };
        return message;
    }

    private static JsonObject Headers(TopicWords words)
    {
        var properties = new JsonObject();
        foreach (var (name, meaning, _) in words.Headers)
        {
            properties[name] = new JsonObject { ["type"] = "string", ["description"] = $"{meaning}." };
        }

        return new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. words.Headers.Where(header => header.Always).Select(header => (JsonNode)header.Name)]),
            ["properties"] = properties,
        };
    }

    private static JsonObject Reference(string to) => new() { ["$ref"] = to };
}
