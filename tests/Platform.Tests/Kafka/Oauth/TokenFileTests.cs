using Eyrie.Platform.Kafka.Oauth;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Kafka.Oauth;

public sealed class TokenFileTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Takes_the_token_that_is_in_the_file_now_with_its_expiry_and_owner()
    {
        var source = new TokenFile(_folder.Write("token", A.Token(Soon, "system:serviceaccount:eyrie:ingestor") + "\n"), _time);

        var first = await source.GetAsync(TestContext.Current.CancellationToken);
        _folder.Write("token", A.Token(Soon.AddHours(1)));
        var second = await source.GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal((Soon, "system:serviceaccount:eyrie:ingestor"), (first.Expires, first.Principal));
        Assert.Equal((Soon.AddHours(1), A.Token(Soon.AddHours(1))), (second.Expires, second.Value));
    }

    [Theory]
    [InlineData("no token", "holds no JSON Web Token")]
    [InlineData("a.b.c", "holds no JSON Web Token")]
    [InlineData("a.e30.c", "holds no JSON Web Token")]
    [InlineData("a.WzFd.c", "holds no JSON Web Token")]
    [InlineData("", "is empty")]
    public async Task Refuses_what_is_no_token_and_does_not_repeat_it(string text, string problem)
    {
        var source = new TokenFile(_folder.Write("token", text), _time);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => source.GetAsync(TestContext.Current.CancellationToken));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["token"], failure.Message, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !failure.Message.Contains(text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"exp":1e300}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("""{"exp":"soon"}""")]
    [InlineData("""{"sub":"x"}""")]
    public void A_token_without_a_usable_expiry_is_none(string claims) => Assert.False(JsonWebToken.TryRead(A.Token(claims), out _, out _));

    [Fact]
    public void A_token_with_a_line_feed_could_be_two() =>
        Assert.False(JsonWebToken.TryRead($"{A.Token(Soon)}\n{A.Token(Soon)}", out _, out _));

    [Fact]
    public async Task Says_when_nobody_keeps_the_file_fresh()
    {
        var source = new TokenFile(_folder.Write("token", A.Token(Soon)), _time);
        _time.Advance(TimeSpan.FromHours(1));

        var failure = await Assert.ThrowsAsync<PipelineException>(() => source.GetAsync(TestContext.Current.CancellationToken));

        Assert.EndsWith("has expired at 2026-11-23 12:10:00Z and nobody has written a new one", failure.Message, StringComparison.Ordinal);
    }

    private static DateTimeOffset Soon => new(2026, 11, 23, 12, 10, 0, TimeSpan.Zero);
}
