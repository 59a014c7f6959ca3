namespace Eyrie.Platform.Kafka.Oauth;

/// <summary>Takes the token from a file, each time anew: somebody else keeps it fresh.</summary>
internal sealed class TokenFile(string path, TimeProvider time) : ITokenSource
{
    public Task<OauthToken> GetAsync(CancellationToken cancellation) => Task.FromResult(Get());

    private OauthToken Get()
    {
        var token = Secret.Read(path)!;
        if (!JsonWebToken.TryRead(token, out var expires, out var subject))
        {
            throw new PipelineException(FailureKind.Transient, $"kafka.oauth.tokenFile: {path} holds no JSON Web Token with a time of expiry ('exp')");
        }

        return expires > time.GetUtcNow()
            ? new(token, expires, subject.Length > 0 ? subject : "token")
            : throw new PipelineException(
                FailureKind.Transient, $"kafka.oauth.tokenFile: the token in {path} has expired at {expires:u} and nobody has written a new one");
    }
}
