using System.Diagnostics;

namespace Eyrie.Platform.Tracing;

/// <summary>OpenTelemetry's names for what a span says of Kafka.</summary>
public static class MessagingTags
{
    /// <summary>What a span is about that sends to a topic, or processes what came from one.</summary>
    /// <param name="span">The span.</param>
    /// <param name="operation"><c>send</c> or <c>process</c>.</param>
    /// <param name="topic">The topic.</param>
    public static Activity Messaging(this Activity span, string operation, string topic) => span
        .SetTag("messaging.system", "kafka")
        .SetTag("messaging.operation.type", operation)
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.destination.name", topic);

    /// <summary>Where in the topic.</summary>
    public static Activity At(this Activity span, int partition, long offset) => span
        .SetTag("messaging.destination.partition.id", partition.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .SetTag("messaging.kafka.offset", offset);

    /// <summary>Who reads.</summary>
    public static Activity Group(this Activity span, string group) => span.SetTag("messaging.consumer.group.name", group);
}
