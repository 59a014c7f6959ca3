namespace Eyrie.Platform.Kafka.Oauth;

/// <summary>Where tokens are from: a file, or an identity provider.</summary>
internal interface ITokenSource
{
    /// <summary>A token that is good now.</summary>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="PipelineException">There is none; the message names the file or the URL and the reason, never the token.</exception>
    Task<OauthToken> GetAsync(CancellationToken cancellation);
}

/// <summary>A token with what the client library wants to know of it. Not a record: it must not be printed.</summary>
internal sealed class OauthToken(string value, DateTimeOffset expires, string principal)
{
    public string Value { get; } = value;

    public DateTimeOffset Expires { get; } = expires;

    /// <summary>A name for the client's own logs; the broker reads its own from the token.</summary>
    public string Principal { get; } = principal;
}
