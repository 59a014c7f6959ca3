using System.Text;
using Eyrie.Platform.Kafka.Oauth;
using Eyrie.Testing;

namespace Eyrie.Platform.Tests.Kafka.Oauth;

public sealed class TokenEndpointTests : IDisposable
{
    private static readonly DateTimeOffset Far = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly WatchedTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Asks_with_client_credentials_and_reads_the_answer()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, Answer(A.Token(Far, "service"), expiresIn: 300)));

        var token = await Source(server.Url).GetAsync(TestContext.Current.CancellationToken);

        var request = Assert.Single(server.Requests);
        Assert.Equal("grant_type=client_credentials&scope=kafka+write", request.Text);
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("eyrie%3A1:s%26cret"))}", request.Headers["Authorization"]);
        Assert.Equal((A.Token(Far, "service"), "service", _time.GetUtcNow().AddMinutes(5)), (token.Value, token.Principal, token.Expires));
    }

    [Fact]
    public async Task A_token_that_is_no_jwt_is_good_for_as_long_as_the_provider_says()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, Answer("opaque", expiresIn: 60)));

        var token = await Source(server.Url).GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("opaque", "eyrie:1", _time.GetUtcNow().AddMinutes(1)), (token.Value, token.Principal, token.Expires));
    }

    [Fact]
    public async Task A_refused_secret_is_not_tried_again_and_says_where_to_look()
    {
        await using var server = await LoopbackHttp.StartAsync(
            new LoopbackAnswer(401, """{"error":"invalid_client","error_description":"Invalid client\nor secret"}"""));

        var failure = await Assert.ThrowsAsync<PipelineException>(() => Source(server.Url).GetAsync(TestContext.Current.CancellationToken));

        Assert.Single(server.Requests);
        Assert.Equal(
            $"kafka.oauth.tokenEndpoint {server.Url}/token answered 401 (invalid_client: Invalid client or secret); "
            + "check kafka.oauth.clientId, the secret in clientSecretFile, and scope",
            failure.Message);
    }

    [Theory]
    [InlineData(503, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"access_token":"two\nlines"}""")]
    public async Task An_answer_without_a_token_is_asked_for_again_a_few_times(int status, string body)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body));

        var getting = Source(server.Url).GetAsync(TestContext.Current.CancellationToken);
        await PassPausesAsync(getting);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => getting);
        Assert.Equal(3, server.Requests.Count);
        Assert.StartsWith($"kafka.oauth.tokenEndpoint {server.Url}/token answered ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_comes_back_is_good_enough()
    {
        await using var server = await LoopbackHttp.StartAsync(LoopbackAnswer.HangUp, new(200, Answer(A.Token(Far), expiresIn: 60)));

        var getting = Source(server.Url).GetAsync(TestContext.Current.CancellationToken);
        await PassPausesAsync(getting);

        Assert.Equal("eyrie", (await getting).Principal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_secret()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(307));

        var failure = await Assert.ThrowsAsync<PipelineException>(() => Source(server.Url).GetAsync(TestContext.Current.CancellationToken));

        Assert.Contains("answered 307", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_with_a_certificate_of_another_authority_is_not_trusted()
    {
        using var ours = new TestAuthority();
        using var theirs = new TestAuthority();
        using var certificate = theirs.IssueLoaded("127.0.0.1");
        await using var server = await LoopbackHttp.StartAsync(_ => new(200, "{}"), certificate);

        var getting = Source(server.Url, ours.CaFile).GetAsync(TestContext.Current.CancellationToken);
        await PassPausesAsync(getting);

        Assert.Contains("certificate", (await Assert.ThrowsAsync<PipelineException>(() => getting)).Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    // The pauses between attempts, not what an attempt may take.
    private async Task PassPausesAsync(Task getting)
    {
        while (!getting.IsCompleted)
        {
            var wait = _time.WaitAsync(TestContext.Current.CancellationToken).AsTask();
            if (await Task.WhenAny(getting, wait) == wait && await wait is { TotalSeconds: < 1 } pause)
            {
                _time.Advance(pause);
            }
        }
    }

    private TokenEndpoint Source(string url, string? caFile = null) => new(
        new()
        {
            TokenEndpoint = new(url + "/token"),
            ClientId = "eyrie:1",
            ClientSecretFile = _folder.Write("secret", "s&cret\n"),
            Scope = "kafka write",
            CaFile = caFile,
        },
        _time);

    private static string Answer(string token, int expiresIn) => $$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":{{expiresIn}}}""";
}
