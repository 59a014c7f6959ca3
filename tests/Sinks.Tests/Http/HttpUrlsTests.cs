using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Tests.Http;

public sealed class HttpUrlsTests
{
    [Theory]
    [InlineData("me:secret@es:9200")]
    [InlineData("secret:@es")]
    [InlineData("http://me:secret@es:port")]
    [InlineData("ftp://me:secret@es")]
    [InlineData("https://me:secret@es")]
    [InlineData("//me:secret@es")]
    public void Never_says_a_password(string url)
    {
        var problem = HttpUrls.Problem("url", url);

        Assert.NotNull(problem);
        Assert.DoesNotContain("secret", problem.Replace("secrets belong", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
