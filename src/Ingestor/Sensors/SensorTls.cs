using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eyrie.Platform;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Reads a sensor's certificate files into what a handshake needs, anew for each connection. Once they could be read, files that cannot are
/// being replaced: that passes.
/// </summary>
internal sealed class SensorTls
{
    private volatile bool _wereReadable;

    /// <exception cref="PipelineException">
    /// A file cannot be read or holds no certificate or key. Fatal: at the first time. Transient: later.
    /// </exception>
    public SslClientAuthenticationOptions Read(SensorTlsOptions? tls)
    {
        try
        {
            var handshake = ReadClient(tls);
            _wereReadable = true;
            return handshake;
        }
        catch (PipelineException e) when (_wereReadable)
        {
            throw new PipelineException(FailureKind.Transient, e.Message, e);
        }
    }

    /// <summary>What a server of ours needs; with a CA it demands a client's certificate that this CA has signed.</summary>
    /// <exception cref="PipelineException">Fatal: a file cannot be read or holds no certificate or key.</exception>
    public static SslServerAuthenticationOptions ReadServer(SensorTlsOptions tls) => new()
    {
        ServerCertificateContext = Identity(tls.CertificateFile!, tls.KeyFile),
        ClientCertificateRequired = tls.CaFile is not null,
        CertificateChainPolicy = tls.CaFile is { } caFile ? Trusting(Opened(caFile, ReadCertificates)) : null,
    };

    private static SslClientAuthenticationOptions ReadClient(SensorTlsOptions? tls)
    {
        var handshake = new SslClientAuthenticationOptions();
        if (tls?.CaFile is { } caFile)
        {
            handshake.CertificateChainPolicy = Trusting(Opened(caFile, ReadCertificates));
        }

        if (tls?.CertificateFile is { } certificateFile)
        {
            handshake.ClientCertificateContext = Identity(certificateFile, tls.KeyFile);
        }

        return handshake;
    }

    private static SslStreamCertificateContext Identity(string certificateFile, string? keyFile)
    {
        var certificate = Opened(
            $"{certificateFile} with {keyFile ?? certificateFile}", _ => X509Certificate2.CreateFromPemFile(certificateFile, keyFile ?? certificateFile));
        return SslStreamCertificateContext.Create(certificate, Opened(certificateFile, ReadCertificates), offline: true);
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // a cluster's own CA has no list to ask
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static X509Certificate2Collection ReadCertificates(string path)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(path);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate in it");
    }

    private static T Opened<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new PipelineException(FailureKind.Fatal, $"the TLS file {path} cannot be used: {e.Message}", e);
        }
    }
}
