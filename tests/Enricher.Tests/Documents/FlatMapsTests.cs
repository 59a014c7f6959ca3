using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>Keys that others choose, as every version of Elasticsearch takes them.</summary>
public sealed class FlatMapsTests
{
    [Theory]
    [InlineData("proc.name", "proc.name")]
    [InlineData("proc.aname[2]", "proc.aname[2]")]
    [InlineData("app.kubernetes.io/part of", "app.kubernetes.io/part of")]
    [InlineData("", "_")]
    [InlineData("...", "_")]
    [InlineData(" .a. ", "a")]
    [InlineData("a..b", "a._b")]
    [InlineData("a...b", "a._.b")]
    [InlineData("a. .b", "a. _b")]
    [InlineData("a\0b\u00e9", "a_b_")]
    public void Takes_a_key_that_is_a_path_without_empty_parts(string key, string safe) => Assert.Equal(safe, FlatMaps.SafeKey(key));

    [Fact]
    public void Keeps_the_same_instance_of_a_usual_key()
    {
        var key = string.Concat("proc.", "name");

        Assert.Same(key, FlatMaps.SafeKey(key));
    }

    [Fact]
    public void Takes_no_more_levels_than_a_flattened_field_has()
    {
        var safe = FlatMaps.SafeKey(string.Join('.', Enumerable.Repeat("a", 100)));

        Assert.Equal(17, safe.Split('.').Length);
        Assert.Equal(199, safe.Length);
    }

    [Fact]
    public void A_cut_leaves_no_empty_part()
    {
        var safe = FlatMaps.SafeKey($"{new string('a', 254)}. and more");

        Assert.Equal(new string('a', 254), safe);
    }
}
