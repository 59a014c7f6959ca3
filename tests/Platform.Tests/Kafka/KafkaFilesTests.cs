using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class KafkaFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly KafkaOptions _good;

    public KafkaFilesTests()
    {
        var (certificateFile, keyFile) = _authority.Issue("eyrie");
        _good = new()
        {
            SecurityProtocol = SecurityProtocol.Ssl,
            CaFile = _authority.CaFile,
            CertificateFile = certificateFile,
            KeyFile = keyFile,
        };
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Files_that_belong_together_are_fine_and_a_client_can_be_made_of_them()
    {
        Assert.Empty(KafkaFiles.Complaints(_good));

        using var client = Clients(_good).CreateAdmin();
        Assert.NotNull(client);
    }

    [Fact]
    public void A_file_without_a_certificate_is_named_with_what_belongs_there()
    {
        var text = _folder.Write("ca.pem", "not a certificate");

        Assert.Equal(
            $"CaFile: {text} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", Complaint(_good with { CaFile = text }));
        Assert.StartsWith("CertificateFile: ", Complaint(_good with { CertificateFile = text }), StringComparison.Ordinal);
        Assert.StartsWith("CertificateFile: ", Complaint(_good with { CertificateFile = _good.KeyFile }), StringComparison.Ordinal);
        Assert.Equal(
            $"KeyFile: {text} holds no private key in PEM (-----BEGIN PRIVATE KEY-----)", Complaint(_good with { KeyFile = text }));
    }

    [Fact]
    public void A_certificate_that_is_cut_short_is_named()
    {
        var pem = File.ReadAllText(_authority.CaFile);
        var broken = _folder.Write("ca.pem", $"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String([0x30, 0x82, 1, 2, 3])}\n-----END CERTIFICATE-----\n");

        Assert.StartsWith($"CaFile: {broken} has a certificate that cannot be read", Complaint(_good with { CaFile = broken }), StringComparison.Ordinal);
        Assert.Equal("", Complaint(_good with { CaFile = _folder.Write("two.pem", $"# a comment\n{pem}\n{pem}") }));
    }

    [Fact]
    public void A_key_of_another_certificate_is_named_with_both_files()
    {
        var (_, other) = _authority.Issue("other");

        Assert.Equal(
            $"KeyFile: the key in {other} does not belong to the certificate in {_good.CertificateFile}, or cannot be read",
            Complaint(_good with { KeyFile = other }));
    }

    [Fact]
    public void An_encrypted_key_needs_its_password()
    {
        using var pair = X509Certificate2.CreateFromPemFile(_good.CertificateFile!, _good.KeyFile);
        using var key = pair.GetECDsaPrivateKey()!;
        var pbe = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000);
        var encrypted = _good with { KeyFile = _folder.Write("key.pem", key.ExportEncryptedPkcs8PrivateKeyPem("open", pbe)) };

        Assert.StartsWith($"KeyFile: {encrypted.KeyFile} is encrypted; set keyPasswordFile", Complaint(encrypted), StringComparison.Ordinal);
        Assert.Contains(
            "keyPasswordFile has another key's password",
            Complaint(encrypted with { KeyPasswordFile = _folder.Write("wrong", "shut") }),
            StringComparison.Ordinal);
        var right = encrypted with { KeyPasswordFile = _folder.Write("right", "open\n") };
        Assert.Equal("", Complaint(right));
        using var client = Clients(right).CreateAdmin();
        Assert.NotNull(client);
    }

    [Theory]
    [InlineData("caFile", "there is no such file")]
    [InlineData("keyFile", "the file is empty")]
    public void A_client_is_not_made_of_files_that_went_away(string key, string problem)
    {
        var options = key == "caFile" ? _good with { CaFile = _folder["gone"] } : _good with { KeyFile = _folder.Write("empty", "") };

        var failure = Assert.Throws<PipelineException>(Clients(options).CreateAdmin);

        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.StartsWith($"kafka.{key}: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(problem, failure.Message, StringComparison.Ordinal);
    }

    private static string Complaint(KafkaOptions options) =>
        string.Join(';', KafkaFiles.Complaints(options).Select(found => $"{found.MemberNames.Single()}: {found.ErrorMessage}"));

    private static KafkaClients Clients(KafkaOptions options) => new(Options.Create(options), NullLogger<KafkaClients>.Instance);
}
