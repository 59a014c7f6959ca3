using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Eyrie.Platform.Kafka.Troubles;

namespace Eyrie.Platform.Kafka.Oauth;

/// <summary>Asks an identity provider for a token with client credentials (RFC 6749, 4.4).</summary>
internal sealed class TokenEndpoint(OauthOptions options, TimeProvider time) : ITokenSource
{
    private const int Attempts = 3;
    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LifeWhenUnsaid = TimeSpan.FromMinutes(5);

    private readonly string _name = $"kafka.oauth.tokenEndpoint {options.TokenEndpoint!.GetLeftPart(UriPartial.Path)}";

    public async Task<OauthToken> GetAsync(CancellationToken cancellation)
    {
        using var http = CreateClient();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AskAsync(http, cancellation);
            }
            catch (PipelineException e) when (e.Kind is FailureKind.Transient && attempt < Attempts)
            {
                await Task.Delay(FirstWait * attempt, time, cancellation);
            }
        }
    }

    private async Task<OauthToken> AskAsync(HttpClient http, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = Request();
            using var answer = await http.SendAsync(request, either.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(either.Token);
            return answer.IsSuccessStatusCode ? Read(body) : throw Refused((int)answer.StatusCode, body);
        }
        catch (HttpRequestException e)
        {
            throw new PipelineException(FailureKind.Transient, $"{_name}: {BrokerWords.Clean((e.InnerException ?? e).Message)}", e);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw new PipelineException(FailureKind.Transient, $"{_name} has not answered within {AttemptTimeout.TotalSeconds} s", e);
        }
    }

    private HttpRequestMessage Request()
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (options.Scope is { Length: > 0 } scope)
        {
            form["scope"] = scope;
        }

        var credentials = $"{Uri.EscapeDataString(options.ClientId!)}:{Uri.EscapeDataString(Secret.Read(options.ClientSecretFile)!)}";
        var request = new HttpRequestMessage(HttpMethod.Post, options.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private OauthToken Read(byte[] body)
    {
        using var answer = Parse(body);
        if (Text(answer, "access_token") is not { } token || !JsonWebToken.IsPlain(token))
        {
            throw new PipelineException(FailureKind.Transient, $"{_name} answered without an 'access_token'");
        }

        var isJwt = JsonWebToken.TryRead(token, out var expires, out var subject);
        if (answer!.RootElement.TryGetProperty("expires_in", out var life) && life.ValueKind is JsonValueKind.Number
            && life.GetDouble() is > 0 and < int.MaxValue and var seconds)
        {
            var said = time.GetUtcNow() + TimeSpan.FromSeconds(seconds);
            expires = isJwt && expires < said ? expires : said;
        }
        else if (!isJwt)
        {
            expires = time.GetUtcNow() + LifeWhenUnsaid;
        }

        return new(token, expires, subject.Length > 0 ? subject : options.ClientId!);
    }

    private PipelineException Refused(int status, byte[] body)
    {
        using var answer = Parse(body);
        var why = string.Join(": ", new[] { Text(answer, "error"), Text(answer, "error_description") }.OfType<string>());
        var remedy = status is 400 or 401 or 403 ? "; check kafka.oauth.clientId, the secret in clientSecretFile, and scope" : "";
        return new(
            status is 408 or 429 or >= 500 ? FailureKind.Transient : FailureKind.Fatal,
            $"{_name} answered {status}{(why.Length > 0 ? $" ({BrokerWords.Clean(why)})" : "")}{remedy}");
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument? answer, string name) =>
        answer?.RootElement.ValueKind is JsonValueKind.Object && answer.RootElement.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    // A client a refresh: those are minutes apart, and the CA's file is read anew.
    private HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = AttemptTimeout }; // a redirect would take the secret along
        if (options.CaFile is { } caFile)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(caFile) };
        }

        return new(handler) { MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    private static X509ChainPolicy Trusting(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
            return policy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new PipelineException(FailureKind.Fatal, $"kafka.oauth.caFile {caFile} cannot be used: {e.Message}", e);
        }
    }
}
