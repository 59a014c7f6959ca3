using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Eyrie.Testing;

/// <summary>A CA of a test's own that signs certificates into PEM files, in a folder that goes with it.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-ca-");
    private readonly X509Certificate2 _root;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, Far);
        CaFile = Write("ca.pem", _root.ExportCertificatePem());
    }

    public string CaFile { get; }

    private static DateTimeOffset Far => new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A certificate for a name (as Falco's guide has it: in the subject alone), with its key, in two files.</summary>
    public (string CertificateFile, string KeyFile) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(_root, DateTimeOffset.UnixEpoch, Far, RandomNumberGenerator.GetBytes(8));
        return (Write($"{name}.pem", certificate.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>The same, as a server takes it.</summary>
    public X509Certificate2 IssueLoaded(string name)
    {
        var (certificateFile, keyFile) = Issue(name);
        return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
    }

    /// <summary>The same by an intermediate CA, whose certificate comes after it in the file.</summary>
    public (string CertificateFile, string KeyFile) IssueBelowIntermediate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var between = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Test intermediate", between, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var intermediate = authority.Create(_root, DateTimeOffset.UnixEpoch, Far, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(between);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .Create(intermediate, DateTimeOffset.UnixEpoch, Far, RandomNumberGenerator.GetBytes(8));
        return (Write($"{name}.pem", $"{certificate.ExportCertificatePem()}\n{intermediate.ExportCertificatePem()}\n"), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>Whether a certificate is signed by this CA, or by one that is and that came with it.</summary>
    public bool HasIssued(X509Certificate2 certificate, X509Chain? presented = null)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.ExtraStore.AddRange(presented?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Write(string name, string pem)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, pem);
        return path;
    }
}
