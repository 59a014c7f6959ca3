using System.Net.Sockets;
using System.Security.Authentication;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Tells what an API server's refusal, or its absence, is, and what a person does about it.</summary>
/// <param name="server">Its address.</param>
/// <param name="credentials">Where ours come from.</param>
internal sealed class ApiFailures(string server, string credentials)
{
    private const int LongestBody = 64 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>The failure that an answer is.</summary>
    public async Task<ApiException> OfAsync(HttpResponseMessage response, WatchedResource resource, string verb, CancellationToken cancellation)
    {
        var status = ApiStatus.Read((int)response.StatusCode, new(await ReadAsync(response, cancellation)));
        var header = response.Headers.RetryAfter?.Delta;
        return Of(status with { Code = (int)response.StatusCode, RetryAfter = header ?? status.RetryAfter }, resource, verb);
    }

    /// <summary>The failure that a status is.</summary>
    public ApiException Of(ApiStatus status, WatchedResource resource, string verb)
    {
        var trouble = Classify(status);
        return new(trouble, Words(trouble, status, resource, verb)) { RetryAfter = status.RetryAfter > LongestWait ? LongestWait : status.RetryAfter };
    }

    /// <summary>The failure to connect or to be understood.</summary>
    public ApiException Of(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new(
            ApiTrouble.Name, $"cannot resolve the name of the API server {server}: correct it in the kubeconfig, or look at the DNS of this machine", e),
        HttpRequestError.SecureConnectionError => new(ApiTrouble.Tls, $"no trusted connection to the API server {server}: {TlsWords(e)}", e),
        _ when e.InnerException is AuthenticationException => new(ApiTrouble.Tls, $"no trusted connection to the API server {server}: {TlsWords(e)}", e),
        _ when e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new(
            ApiTrouble.Unreachable, $"the API server {server} refuses connections: is it running, and is this its address?", e),
        _ => new(ApiTrouble.Unreachable, $"cannot reach the API server {server}: {e.GetBaseException().Message}", e),
    };

    /// <summary>The body broke off.</summary>
    public ApiException Cut(Exception e) => new(ApiTrouble.Cut, $"the connection to the API server {server} broke off", e);

    /// <summary>Nothing came in time.</summary>
    public ApiException Silent(TimeSpan waited) => new(
        ApiTrouble.Silent, $"the API server {server} said nothing for {waited.TotalSeconds:0} s: look for a firewall or proxy that drops connections silently");

    /// <summary>What came is not what was asked for.</summary>
    public ApiException Unreadable(WatchedResource resource, string problem, Exception? e = null) => new(
        ApiTrouble.Unreadable, $"the answer of the API server {server} is no list of {resource.Resource}: {problem}; is a proxy in between?", e);

    private static ApiTrouble Classify(ApiStatus status) => status.Code switch
    {
        410 => ApiTrouble.Expired,
        _ when status.IsAhead => ApiTrouble.Ahead,
        401 => ApiTrouble.Unauthorized,
        403 => ApiTrouble.Forbidden,
        404 => ApiTrouble.Missing,
        408 or 429 or >= 500 => ApiTrouble.Busy,
        _ => ApiTrouble.Refused,
    };

    private static string TlsWords(HttpRequestException e) => (e.GetBaseException() as AuthenticationException)?.Message is { } words
        ? $"{words.TrimEnd('.')}. Its certificate must be signed by the certificate-authority of the kubeconfig (inside a cluster: ca.crt beside the token) and name this address; ours must be one that it trusts"
        : $"{e.GetBaseException().Message.TrimEnd('.')}. Does it speak TLS, and does it trust our certificate?";

    // Bounded: whoever answers may be somebody else.
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var buffer = new byte[LongestBody];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            return buffer[..length];
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return [];
        }
    }

    private string Words(ApiTrouble trouble, ApiStatus status, WatchedResource resource, string verb)
    {
        var said = status.Message.Length > 0 ? $": {status.Message}" : "";
        return trouble switch
        {
            ApiTrouble.Expired => $"the API server {server} no longer has the changes since our version of {resource.Resource}{said}",
            ApiTrouble.Ahead => $"the API server {server} has not yet reached our version of {resource.Resource}{said}",
            ApiTrouble.Unauthorized => $"the API server {server} does not accept our credentials (401, {credentials}){said}. {CredentialsRemedy}",
            ApiTrouble.Forbidden => $"we may not {verb} {resource.Resource} (403){said}. Bind a ClusterRole with the rule {resource.Rule} to this identity",
            ApiTrouble.Missing => $"the API server {server} serves no {resource.Resource} (404){said}",
            ApiTrouble.Busy => $"the API server {server} cannot {verb} {resource.Resource} now ({status.Code}){said}",
            _ => $"the API server {server} refuses to {verb} {resource.Resource} ({status.Code}){said}",
        };
    }

    private const string CredentialsRemedy =
        "They are read again before each try: renew the token or certificate, or log in again if a plugin provides them";
}
