using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Benchmarks;

/// <summary>Records made of samples.</summary>
internal static class SampleMessages
{
    private const string Node = "node-1";

    /// <summary>The bytes, and the key that keeps a node's events in order.</summary>
    public static NamedMessages Bare(byte[][] samples) =>
        new("librdkafka producer", number => new() { Key = Node, Value = samples[number % samples.Length] });

    /// <summary>With the headers and the id that the pipeline's records have.</summary>
    public static NamedMessages Whole(byte[][] samples) => new(
        "the same, records with headers and id",
        number => EventRecord.ToMessage(new(samples[number % samples.Length], SensorFormat.TetragonProtobuf, Node, new(number))));
}

/// <summary>Makes the record with a number.</summary>
/// <param name="Name">What they are, for the table.</param>
/// <param name="Make">Makes one.</param>
internal sealed record NamedMessages(string Name, Func<int, Message<string, byte[]>> Make);
