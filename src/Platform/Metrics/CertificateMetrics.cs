using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Platform.Metrics;

/// <summary>
/// Shows when the certificates end that the configuration names: every option that is called <c>certificateFile</c> or <c>caFile</c>. A file
/// is read again every few minutes, so that one that was renewed counts.
/// </summary>
internal sealed class CertificateMetrics : IHostedService
{
    private const int MostFiles = 200;
    private const long LargestBytes = 16 * 1024 * 1024; // a system's bundle has less than 1 MB
    private static readonly TimeSpan ReadInterval = TimeSpan.FromMinutes(5);

    private readonly IConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Measurement<double>[]? _known;
    private long _read;

    public CertificateMetrics(IConfiguration configuration, IMeterFactory meters, TimeProvider time)
    {
        (_configuration, _time) = (configuration, time);
        meters.Create(PlatformMeter.Name).CreateObservableGauge(
            "eyrie.certificate.not_after",
            Observe,
            "s",
            "When a configured certificate ends, in Unix time, by the option that names its file; of a CA file the certificate that ends last.",
            Labels.Of("use"));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Measurement<double>[] Observe()
    {
        lock (_gate)
        {
            if (_known is null || _time.GetElapsedTime(_read) >= ReadInterval)
            {
                (_known, _read) = ([.. ReadAll()], _time.GetTimestamp());
            }

            return _known;
        }
    }

    private IEnumerable<Measurement<double>> ReadAll()
    {
        foreach (var (key, path) in _configuration.AsEnumerable().Where(static one => !string.IsNullOrEmpty(one.Value)).Take(10_000).Where(IsFile).Take(MostFiles))
        {
            if (NotAfter(path!, isCa: key.EndsWith("CaFile", StringComparison.OrdinalIgnoreCase)) is { } end)
            {
                yield return new(new DateTimeOffset(end.ToUniversalTime()).ToUnixTimeSeconds(), new KeyValuePair<string, object?>("use", Name(key)));
            }
        }
    }

    private static bool IsFile(KeyValuePair<string, string?> setting) =>
        setting.Key.EndsWith("certificateFile", StringComparison.OrdinalIgnoreCase) || setting.Key.EndsWith("caFile", StringComparison.OrdinalIgnoreCase);

    // As configuration files write it: Kafka:CertificateFile is kafka.certificateFile.
    private static string Name(string key) => string.Join('.', key.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(static word => char.ToLowerInvariant(word[0]) + word[1..]));

    private static DateTime? NotAfter(string path, bool isCa)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= LargestBytes })
            {
                return null;
            }

            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(path);
            DateTime? end = certificates.Count == 0 ? null : isCa ? certificates.Max(static one => one.NotAfter) : certificates[0].NotAfter;
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }

            return end;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or NotSupportedException)
        {
            return null; // who uses the file says what is wrong with it
        }
    }
}
