using Eyrie.Platform.Http;

namespace Eyrie.Platform.Tests.Http;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("0.0.0.0:8808", "0.0.0.0:8808")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("[::]:8808", "[::]:8808")]
    [InlineData("localhost:1", "127.0.0.1:1")]
    [InlineData(":65535", "0.0.0.0:65535")]
    [InlineData("*:80", "0.0.0.0:80")]
    public void Reads_what_people_write(string text, string address) => Assert.Equal(address, ListenAddress.Parse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("8808")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::1:8808")]
    [InlineData("10.1:8808")]
    [InlineData("0.0.0.0:65536")]
    [InlineData("0.0.0.0:-1")]
    [InlineData("0.0.0.0:+80")]
    [InlineData("example.org:80")]
    [InlineData("http://0.0.0.0:80")]
    public void Takes_nothing_else(string text) => Assert.Null(ListenAddress.Parse(text));
}
