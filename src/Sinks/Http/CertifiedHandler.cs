using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eyrie.Platform;

namespace Eyrie.Sinks.Http;

/// <summary>
/// Shows a client certificate. A handler keeps the one it is made with, so there is a new handler when the files have changed;
/// requests of the old one end on its connections.
/// </summary>
internal sealed class CertifiedHandler(ClientCertificate certificate, Func<SslStreamCertificateContext, HttpMessageHandler> create) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private HttpMessageInvoker? _current;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Current().SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current?.Dispose();
        }

        base.Dispose(disposing);
    }

    private HttpMessageInvoker Current()
    {
        lock (_gate)
        {
            if (certificate.ReadChanged() is { } changed)
            {
                _current?.Dispose(); // its idle connections; those in use end with their requests
                _current = new(create(changed));
            }

            return _current!;
        }
    }
}

/// <summary>A client certificate in files that may be replaced at any time. For one caller at a time.</summary>
/// <param name="certificateFile">The certificate, then those between it and its root, PEM.</param>
/// <param name="keyFile">Its key, PEM; null when it is in the same file.</param>
internal sealed class ClientCertificate(string certificateFile, string? keyFile)
{
    private string? _certificate;
    private string? _key;

    /// <summary>The certificate with its chain, when it is another than at the last call; else null.</summary>
    /// <exception cref="PipelineException">Fatal: there is none yet, and the files have none that can be used.</exception>
    public SslStreamCertificateContext? ReadChanged()
    {
        try
        {
            var certificate = System.IO.File.ReadAllText(certificateFile);
            var key = string.IsNullOrEmpty(keyFile) ? certificate : System.IO.File.ReadAllText(keyFile);
            if (certificate == _certificate && key == _key)
            {
                return null;
            }

            var context = Context(certificate, key);
            (_certificate, _key) = (certificate, key);
            return context;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException) // the last: a key of another certificate
        {
            return _certificate is not null
                ? null // half replaced; the next request finds the other half
                : throw new PipelineException(FailureKind.Fatal, $"the client certificate {certificateFile} cannot be used: {e.Message}", e);
        }
    }

    private static SslStreamCertificateContext Context(string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
    }
}
