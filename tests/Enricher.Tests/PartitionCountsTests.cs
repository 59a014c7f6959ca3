using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;

namespace Eyrie.Enricher.Tests;

public sealed class PartitionCountsTests
{
    private readonly PartitionCounts _counts = new(null!, new Topics("e.", 12), TimeProvider.System);

    [Fact]
    public void Ends_the_process_at_its_start_when_a_topic_is_missing()
    {
        var failure = Assert.Throws<PipelineException>(() => _counts.Check([Topic("e.events.v1", 12)]));

        Assert.Equal((FailureKind.Fatal, "Kafka has no topic e.state.v1: 'eyrie topics create' makes it"), (failure.Kind, failure.Message));
    }

    [Fact]
    public void Waits_for_a_topic_that_vanished_later()
    {
        _counts.Check([Topic("e.events.v1", 12), Topic("e.state.v1", 12)]);

        var failure = Assert.Throws<PipelineException>(() => _counts.Check([Topic("e.state.v1", 12)]));

        Assert.Equal((FailureKind.Transient, "Kafka has no topic e.events.v1 any more: 'eyrie topics create' makes it"), (failure.Kind, failure.Message));
        _counts.Check([Topic("e.events.v1", 12), Topic("e.state.v1", 12)]);
    }

    [Fact]
    public void Waits_until_the_other_topic_has_grown_as_well()
    {
        _counts.Check([Topic("e.events.v1", 12), Topic("e.state.v1", 12)]);

        var failure = Assert.Throws<PipelineException>(() => _counts.Check([Topic("e.events.v1", 16), Topic("e.state.v1", 12)]));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains("e.events.v1 has 16 partitions, e.state.v1 has 12", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--grow", failure.Message, StringComparison.Ordinal);
        _counts.Check([Topic("e.events.v1", 16), Topic("e.state.v1", 16)]);
    }

    private static TopicMetadata Topic(string name, int partitions) => new(
        name,
        [.. Enumerable.Range(0, partitions).Select(id => new PartitionMetadata(id, 0, [0], [0], new(ErrorCode.NoError)))],
        new(ErrorCode.NoError));
}
