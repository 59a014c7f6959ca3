using System.Text;
using Eyrie.Sinks.Elasticsearch;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed class CloudIdTests
{
    [Theory]
    [InlineData("eu-west-1.aws.found.io$abc$def", "https://abc.eu-west-1.aws.found.io:443")]
    [InlineData("eu-west-1.aws.found.io:9243$abc$def", "https://abc.eu-west-1.aws.found.io:9243")]
    [InlineData("eu-west-1.aws.found.io:9243$abc:9244$def", "https://abc.eu-west-1.aws.found.io:9244")]
    [InlineData("eu-west-1.aws.found.io$abc", "https://abc.eu-west-1.aws.found.io:443")]
    public void Finds_the_clusters_address(string text, string expected)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

        Assert.Equal(expected, CloudId.Url($"my:deployment:{encoded}"));
        Assert.Equal(expected, CloudId.Url(encoded));
    }

    [Theory]
    [InlineData("")]
    [InlineData("name")]
    [InlineData("name:*")]
    public void Knows_what_is_none(string text) => Assert.Null(CloudId.Url(text));

    [Theory]
    [InlineData("host")]
    [InlineData("host$")]
    [InlineData("$abc$")]
    [InlineData("evil.example/?x=$abc$")]
    [InlineData("evil.example$me:pw@abc$")]
    [InlineData("host:port$abc$")]
    public void Takes_no_nonsense_for_an_address(string text) =>
        Assert.Null(CloudId.Url("name:" + Convert.ToBase64String(Encoding.UTF8.GetBytes(text))));
}
