using Eyrie.Platform.Configuration;

namespace Eyrie.Platform.Tests.Configuration;

public sealed class UrlTextTests
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
    public void Shows_a_text_without_what_may_be_a_secret(string? text, string expected) => Assert.Equal(expected, UrlText.Masked(text));
}
