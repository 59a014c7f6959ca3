using System.ComponentModel.DataAnnotations;

namespace Eyrie.Platform.Kafka.Oauth;

/// <summary>
/// Where the token for <c>saslMechanism: oAuthBearer</c> is from: a file that somebody keeps fresh, or an identity provider that is
/// asked with client credentials. Bound from <c>Kafka:Oauth</c>.
/// </summary>
public sealed record OauthOptions : IValidatableObject
{
    /// <summary>File with a JSON Web Token, read again at each refresh; Kubernetes projects such files for service accounts.</summary>
    public string? TokenFile { get; init; }

    /// <summary>URL of the identity provider that gives tokens to who has client credentials.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>Who we are there.</summary>
    public string? ClientId { get; init; }

    /// <summary>File with the client's secret, read at each refresh.</summary>
    public string? ClientSecretFile { get; init; }

    /// <summary>What the token is for, in the provider's words.</summary>
    public string? Scope { get; init; }

    /// <summary>CA certificates of the identity provider, PEM; the system's when not set.</summary>
    public string? CaFile { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TokenFile is null == TokenEndpoint is null)
        {
            yield return new(
                TokenFile is null
                    ? "a token is from a file or from an identity provider: set tokenFile, or tokenEndpoint with clientId and clientSecretFile"
                    : "tokenFile and tokenEndpoint are both set; keep the one that the token is from",
                [nameof(TokenFile)]);
            yield break;
        }

        if (TokenEndpoint is { Scheme: not ("https" or "http") })
        {
            yield return new("no URL of http or https; for instance https://login.example.com/oauth2/token", [nameof(TokenEndpoint)]);
        }

        foreach (var (key, value) in ForEndpoint)
        {
            if (TokenEndpoint is null && value is not null)
            {
                yield return new("is for a tokenEndpoint; with a tokenFile drop it", [key]);
            }
        }

        if (TokenEndpoint is not null && (ClientId is null || ClientSecretFile is null))
        {
            yield return new("tokenEndpoint needs clientId and clientSecretFile", [ClientId is null ? nameof(ClientId) : nameof(ClientSecretFile)]);
        }

        if (CaFile is not null && PemFile.Certificates(CaFile) is { } problem)
        {
            yield return new(problem, [nameof(CaFile)]);
        }
    }

    private (string Key, string? Value)[] ForEndpoint =>
        [(nameof(ClientId), ClientId), (nameof(ClientSecretFile), ClientSecretFile), (nameof(Scope), Scope), (nameof(CaFile), CaFile)];
}
