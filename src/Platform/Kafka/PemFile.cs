using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Eyrie.Platform.Kafka;

/// <summary>Whether PEM files hold what they are named for. librdkafka would say so, too, in OpenSSL's words.</summary>
internal static class PemFile
{
    private const string Certificate = "CERTIFICATE";
    private const int MaxBytes = 16 * 1024 * 1024; // a system's bundle has less than 1 MB

    /// <summary>What keeps a file from being used for its certificates, in words; null when nothing does.</summary>
    public static string? Certificates(string path) => Problem(path, text =>
    {
        var found = 0;
        foreach (var (label, der) in Sections(text))
        {
            if (label is Certificate)
            {
                X509CertificateLoader.LoadCertificate(der).Dispose();
                found++;
            }
        }

        return found > 0 ? null : $"{path} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)";
    });

    /// <summary>What keeps a file from being used as a private key.</summary>
    /// <param name="path">The key.</param>
    /// <param name="hasPassword">There is a password for it.</param>
    public static string? Key(string path, bool hasPassword) => Problem(path, text =>
    {
        var isEncrypted = text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal)
            || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal);
        return isEncrypted && !hasPassword
            ? $"{path} is encrypted; set keyPasswordFile, or store the key without a password (openssl pkey -in KEY -out KEY)"
            : text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? null : $"{path} holds no private key in PEM (-----BEGIN PRIVATE KEY-----)";
    });

    /// <summary>What keeps a certificate and a key from being used together.</summary>
    public static string? Pair(string certificate, string key, string? password) => Problem(certificate, text =>
    {
        if (!CanJudge(text))
        {
            return null;
        }

        try
        {
            using var pair = password is null
                ? X509Certificate2.CreateFromPemFile(certificate, key)
                : X509Certificate2.CreateFromEncryptedPemFile(certificate, password, key);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return password is null
                ? $"the key in {key} does not belong to the certificate in {certificate}, or cannot be read"
                : $"the key in {key} does not belong to the certificate in {certificate}, or keyPasswordFile has another key's password";
        }
    });

    // .NET pairs these two kinds, OpenSSL more.
    private static bool CanJudge(string text)
    {
        var first = Sections(text).First(section => section.Label == Certificate).Der;
        using var certificate = X509CertificateLoader.LoadCertificate(first);
        return certificate.GetKeyAlgorithm() is "1.2.840.113549.1.1.1" or "1.2.840.10045.2.1";
    }

    // A file that is not there or cannot be read is somebody else's complaint.
    private static string? Problem(string path, Func<string, string?> problem)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MaxBytes } ? problem(File.ReadAllText(path))
                : File.Exists(path) ? $"{path} is larger than any PEM file" : null;
        }
        catch (CryptographicException e)
        {
            return $"{path} has a certificate that cannot be read ({e.Message})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Label, byte[] Der)> Sections(string text)
    {
        var rest = 0;
        while (rest < text.Length && PemEncoding.TryFind(text.AsSpan(rest), out var fields))
        {
            var (label, der) = (text[rest..][fields.Label], new byte[fields.DecodedDataLength]);
            Convert.TryFromBase64Chars(text.AsSpan(rest)[fields.Base64Data], der, out _);
            rest += fields.Location.End.GetOffset(text.Length - rest);
            yield return (label, der);
        }
    }
}
