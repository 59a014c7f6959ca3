using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eyrie.Platform.Metrics;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Metrics;

public sealed class CertificateMetricsTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Begin);
    private readonly TestMeters _meters = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("eyrie-certificates-").FullName;

    [Fact]
    public void Tells_the_end_of_each_by_the_option_that_names_its_file()
    {
        Show(("Kafka:CertificateFile", Write("client.pem", 10, 900)), ("sinks:elasticsearch:caFile", Write("ca.pem", 20, 5, 30)));

        Assert.Equal(Begin.AddDays(10).ToUnixTimeSeconds(), End("kafka.certificateFile")); // its own, not that of who signed it
        Assert.Equal(Begin.AddDays(30).ToUnixTimeSeconds(), End("sinks.elasticsearch.caFile")); // good as long as one of them is
    }

    [Fact]
    public void Sees_one_that_was_renewed()
    {
        var path = Write("client.pem", 10);
        Show(("kafka:certificateFile", path));
        Assert.Equal(Begin.AddDays(10).ToUnixTimeSeconds(), End("kafka.certificateFile"));

        Write("client.pem", 100);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(Begin.AddDays(100).ToUnixTimeSeconds(), End("kafka.certificateFile"));
    }

    [Fact]
    public void Says_nothing_of_a_file_that_it_cannot_read()
    {
        var broken = Path.Combine(_folder, "broken.pem");
        File.WriteAllText(broken, "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n");
        Show(("kafka:certificateFile", broken), ("kafka:caFile", Path.Combine(_folder, "none.pem")), ("kafka:keyFile", Write("key.pem", 1)));

        Assert.Null(End("kafka.certificateFile"));
        Assert.Null(End("kafka.caFile"));
        Assert.Null(End("kafka.keyFile"));
    }

    public void Dispose()
    {
        _meters.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Show(params (string Key, string Path)[] files) => _ = new CertificateMetrics(
        new ConfigurationBuilder().AddInMemoryCollection(files.Select(file => KeyValuePair.Create(file.Key, (string?)file.Path))).Build(), _meters, _time);

    private double? End(string use) => _meters.Observe().LastReal("eyrie.certificate.not_after", $"use={use}");

    private string Write(string name, params int[] days)
    {
        using var key = ECDsa.Create();
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', days.Select(end =>
        {
            using var certificate = new CertificateRequest("CN=eyrie", key, HashAlgorithmName.SHA256).CreateSelfSigned(Begin.AddDays(-1), Begin.AddDays(end));
            return certificate.ExportCertificatePem();
        })));
        return path;
    }
}
