using Eyrie.Sinks.Elasticsearch.Setup.Kibana;

namespace Eyrie.Sinks.Tests.Elasticsearch.Setup;

public sealed class KibanaAddressTests
{
    [Theory]
    [InlineData("http://k:5601", null, "http://k:5601", "default", "http://k:5601/app/dashboards#/view/x")]
    [InlineData("http://k:5601/", null, "http://k:5601", "default", "http://k:5601/app/dashboards#/view/x")]
    [InlineData("https://k/base/s/soc", null, "https://k/base", "soc", "https://k/base/s/soc/app/dashboards#/view/x-soc")]
    [InlineData("https://k/s/soc/", "blue", "https://k", "blue", "https://k/s/blue/app/dashboards#/view/x-blue")]
    [InlineData("https://k/s/default", null, "https://k", "default", "https://k/app/dashboards#/view/x")]
    public void Reads_the_space_out_of_an_address(string url, string? space, string expectedUrl, string expectedSpace, string dashboard)
    {
        var address = KibanaAddress.Read(url, space);

        Assert.Equal((expectedUrl, expectedSpace, dashboard), (address.Url, address.Space, address.Dashboard("x")));
    }

    [Theory]
    [InlineData("soc", true)]
    [InlineData("blue_team-2", true)]
    [InlineData("SOC", false)]
    [InlineData("../x", false)]
    [InlineData("", false)]
    public void Knows_a_spaces_id(string space, bool isOne) => Assert.Equal(isOne, KibanaAddress.ProblemOfSpace(space) is null);
}
