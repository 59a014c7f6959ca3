using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Tests.Http;

public sealed class HttpUrlsTests
{
    [Theory]
    [InlineData("es:9200", "es:9200")]
    [InlineData("me:secret@es:9200", "***@es:9200")]
    [InlineData("me:sec@ret@es", "***@es")]
    [InlineData("me:sec/ret@es", "***@es")]
    [InlineData("http://me:secret@es host/x", "http://***@es host/x")]
    [InlineData("me:secret@http://es", "***@http://es")]
    [InlineData("es/x?token=secret", "es/x?***")]
    [InlineData(null, "")]
    public void Shows_a_text_without_what_may_be_a_secret(string? text, string expected) => Assert.Equal(expected, HttpUrls.Masked(text));

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
