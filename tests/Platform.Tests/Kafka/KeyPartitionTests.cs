using Eyrie.Platform.Kafka;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class KeyPartitionTests
{
    // The values that Kafka's own clients are tested with.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Hashes_as_kafka_does(string key, int hash) => Assert.Equal(hash, (int)KeyPartition.Murmur2(System.Text.Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("foobar", 12)]
    [InlineData("wörker-1", 7)]
    public void Names_a_partition_that_there_is(string key, int partitions) => Assert.InRange(KeyPartition.Of(key, partitions), 0, partitions - 1);
}
