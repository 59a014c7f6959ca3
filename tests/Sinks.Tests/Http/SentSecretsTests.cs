using System.Text;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Tests.Http;

public sealed class SentSecretsTests : IDisposable
{
    private readonly HttpRequestMessage _request = new(HttpMethod.Post, "https://hooks.example.com/services/T0123456789/abcDEF%2Fghi123?key=q1w2e3r4t5");

    [Theory]
    [InlineData("Cannot POST /services/T0123456789/abcDEF%2Fghi123?key=q1w2e3r4t5", "Cannot POST /********/***********/***************?key=**********")]
    [InlineData("no route abcDEF/ghi123", "no route *************")]
    [InlineData("not here", "not here")]
    [InlineData("", "")]
    public void Takes_a_secret_path_out_of_what_repeats_it(string answer, string masked)
    {
        _request.ConcealUrl();

        Assert.Equal(masked, Masked(answer));
    }

    [Fact]
    public void Takes_the_credentials_out_without_being_told()
    {
        _request.Headers.Authorization = new("Bearer", "xoxb-123");

        Assert.Equal("Authorization: Bearer ********, twice ********", Masked("Authorization: Bearer xoxb-123, twice xoxb-123"));
    }

    [Theory]
    [InlineData("""{"key":"QUJDREVGR0hJSks+\/TE1OT1BRUg=="}""")]
    [InlineData("QUJDREVGR0hJSks&#43;/TE1OT1BRUg&#61;&#61;")]
    public void Takes_the_telling_parts_out_of_one_that_is_written_in_another_way(string answer)
    {
        _request.Conceal("QUJDREVGR0hJSks+/TE1OT1BRUg==");

        var masked = Masked(answer);
        Assert.DoesNotContain("QUJDREVGR0hJSks", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("TE1OT1BRUg", masked, StringComparison.Ordinal);
        Assert.Equal(answer.Length, masked.Length);
    }

    [Fact]
    public void Leaves_the_path_alone_that_nobody_called_secret() => Assert.Equal("no handler for /services/T0123456789", Masked("no handler for /services/T0123456789"));

    [Fact]
    public void Leaves_short_values_alone_as_they_are_words_and_numbers()
    {
        _request.Conceal("1", "prod");

        Assert.Equal("""{"status":1,"in":"prod"}""", Masked("""{"status":1,"in":"prod"}"""));
    }

    public void Dispose() => _request.Dispose();

    private string Masked(string answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer);
        SentSecrets.Mask(_request, bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
