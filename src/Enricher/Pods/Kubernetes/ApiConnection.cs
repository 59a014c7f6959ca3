using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Authentication;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>
/// HTTP to the API server with the credentials of one reading of the kubeconfig. Our own handler and not the library's: that one
/// accepts any certificate of the cluster's authority, a kubelet's for instance, whatever name is in it.
/// </summary>
internal sealed class ApiConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client;
    private readonly ServiceClientCredentials? _credentials;
    private readonly string? _name;

    public ApiConnection(KubernetesClientConfiguration configuration)
    {
        var address = new Uri(configuration.Host.TrimEnd('/') + "/");
        (Server, _credentials) = (address.GetLeftPart(UriPartial.Authority), k8s.Kubernetes.CreateCredentials(configuration));
        _name = string.IsNullOrEmpty(configuration.TlsServerName) ? null : configuration.TlsServerName;
        _client = new(Handler(configuration), disposeHandler: true) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("eyrie");
    }

    /// <summary>The server's address, for messages.</summary>
    public string Server { get; }

    /// <summary>Asks for something; the answer's body is not read yet.</summary>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    /// <exception cref="ApiException">There are no credentials.</exception>
    public async Task<HttpResponseMessage> GetAsync(string path, string accept, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Host = _name; // .NET expects the certificate to name it, too
        await AuthenticateAsync(request, cancellation);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public void Dispose() => _client.Dispose();

    private async Task AuthenticateAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            await (_credentials?.ProcessHttpRequestAsync(request, cancellation) ?? Task.CompletedTask);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ApiException(ApiTrouble.Credentials, $"no credentials for the API server {Server}: {e.Message.Split('\n')[0]}", e);
        }
    }

    private static SocketsHttpHandler Handler(KubernetesClientConfiguration configuration) => new()
    {
        AllowAutoRedirect = false, // a token goes to nobody else
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        ConnectCallback = ConnectAsync,
        KeepAlivePingDelay = PingAfter,
        KeepAlivePingTimeout = PingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        SslOptions = Tls(configuration),
    };

    private static SslClientAuthenticationOptions Tls(KubernetesClientConfiguration configuration)
    {
        var tls = new SslClientAuthenticationOptions();
        if (configuration.SkipTlsVerify)
        {
#pragma warning disable CA5359 // the kubeconfig says insecure-skip-tls-verify
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            tls.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (ClientCertificate(configuration) is { } certificate)
        {
            tls.ClientCertificates = [certificate];
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate; // also when the server names no authorities
        }

        return tls;
    }

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration configuration)
    {
        var certificate = Pem(configuration.ClientCertificateData, configuration.ClientCertificateFilePath);
        var key = Pem(configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath);
        return certificate is null || key is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }

    private static string? Pem(string? encoded, string? path) => !string.IsNullOrWhiteSpace(encoded)
        ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded))
        : string.IsNullOrWhiteSpace(path) ? null : File.ReadAllText(path);

    // HTTP/1.1 has no pings: the system's own probes find a connection that died silently, in about a minute.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)PingAfter.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
