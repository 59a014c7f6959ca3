using Eyrie.Platform.Kafka.Letters;

namespace Eyrie.Platform.Tests.Kafka.Letters;

public sealed class SettledLettersTests
{
    [Fact]
    public void Knows_what_was_added_and_nothing_else()
    {
        var settled = new SettledLetters();
        var chance = new Random(1);
        var expected = Enumerable.Range(0, 20_000).Select(_ => new LetterId(chance.Next(12), chance.NextInt64(1_000_000))).ToHashSet();

        foreach (var letter in expected.Concat(expected))
        {
            settled.Add(letter);
        }

        Assert.Equal(expected.Count, settled.Count);
        Assert.All(expected, letter => Assert.True(settled.Contains(letter)));
        Assert.All(
            Enumerable.Range(0, 20_000).Select(_ => new LetterId(chance.Next(12), chance.NextInt64(1_000_000))),
            letter => Assert.Equal(expected.Contains(letter), settled.Contains(letter)));
    }

    [Theory]
    [InlineData("3-4711", true)]
    [InlineData("0-0", true)]
    [InlineData("3", false)]
    [InlineData("-3", false)]
    [InlineData("3-", false)]
    [InlineData("3--1", false)]
    [InlineData("a-1", false)]
    [InlineData("1-99999999999999999999", false)]
    public void An_id_is_partition_and_offset(string text, bool isOne)
    {
        Assert.Equal(isOne, LetterId.TryParse(text, out var id));
        Assert.True(!isOne || id.ToString() == text);
    }
}
