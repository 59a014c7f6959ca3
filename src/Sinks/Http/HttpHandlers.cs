using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Eyrie.Sinks.Http;

/// <summary>Which certificates a connection goes by: paths, read again, so that rotated files are taken up.</summary>
/// <param name="CaFile">CA certificates, PEM; the system's when null.</param>
/// <param name="CertificateFile">Client certificate, PEM, then those between it and its root, which are sent with it; none when null.</param>
/// <param name="KeyFile">The certificate's key, PEM; null when it is in the same file.</param>
internal sealed record TlsFiles(string? CaFile = null, string? CertificateFile = null, string? KeyFile = null);

/// <summary>Makes the handlers below <see cref="HttpTarget"/>.</summary>
internal static class HttpHandlers
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Connections are renewed, so that a target that moves is found; nothing follows a redirect with our secrets.</summary>
    public static HttpMessageHandler Create(TlsFiles tls) =>
        tls.CertificateFile is { Length: > 0 } certificateFile
            ? new CertifiedHandler(new(certificateFile, tls.KeyFile), certificate => Create(tls.CaFile, certificate))
            : Create(tls.CaFile, certificate: null);

    private static SocketsHttpHandler Create(string? caFile, SslStreamCertificateContext? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AutomaticDecompression = DecompressionMethods.All,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null, // HttpSpan does that: the runtime would name a span that nobody exports
            SslOptions = { ClientCertificateContext = certificate },
        };
        if (caFile is { Length: > 0 })
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, server, chain, errors) => IsTrusted(caFile, server, chain, errors);
        }

        return handler;
    }

    private static bool IsTrusted(string caFile, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0 || certificate is not X509Certificate2 server)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(caFile);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(server);
    }
}
