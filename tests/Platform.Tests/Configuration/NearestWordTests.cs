using CsCheck;
using Eyrie.Platform.Configuration;

namespace Eyrie.Platform.Tests.Configuration;

public sealed class NearestWordTests
{
    private static readonly string[] Known = ["bootstrapServers", "clientId", "tokenFile", "caFile", "channel", "minSeverity"];

    [Theory]
    [InlineData("bootstrapServer", "bootstrapServers")]
    [InlineData("BOOTSTRAPSERVERS", "bootstrapServers")]
    [InlineData("cleintId", "clientId")]
    [InlineData("token", "tokenFile")]
    [InlineData("ca", "caFile")]
    [InlineData("chanel", "channel")]
    [InlineData("minimumSeverity", "minSeverity")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void Finds_what_was_probably_meant(string written, string? expected) =>
        Assert.Equal(expected, NearestWord.Find(written, Known));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "abcd", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Counts_typing_errors(string left, string right, int expected) => Assert.Equal(expected, NearestWord.Distance(left, right));

    [Fact]
    public void The_distance_is_the_same_both_ways_and_zero_only_for_the_same_word() =>
        Gen.Select(Gen.String[Gen.Char['a', 'd'], 0, 8], Gen.String[Gen.Char['a', 'd'], 0, 8]).Sample((left, right) =>
        {
            Assert.Equal(NearestWord.Distance(left, right), NearestWord.Distance(right, left));
            Assert.Equal(left == right, NearestWord.Distance(left, right) == 0);
            Assert.InRange(NearestWord.Distance(left, right), Math.Abs(left.Length - right.Length), Math.Max(left.Length, right.Length));
        });
}
