using Eyrie.Platform.Http;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>What the options of a <c>falco-http</c> must be like; each complaint names its key, what was found and what is allowed.</summary>
internal static class FalcoHttpRules
{
    private const int LeastBodyBytes = 1024;
    private const int MostBodyBytes = 256 * 1024 * 1024;
    private const int MostConnections = 100_000;
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(5);

    public static IEnumerable<string> Complaints(SensorOptions sensor)
    {
        var http = sensor.Http;
        if (FalcoHttpStream.AddressOf(sensor) is null)
        {
            yield return $"address: '{sensor.Address}'; allowed, as a place to listen: {ListenAddress.Forms}";
        }

        if (sensor.Tls is { CertificateFile: null })
        {
            yield return "tls:certificateFile: nothing; a server needs a certificate, PEM, with its key there or in keyFile";
        }

        if (http.MaxBodyBytes is < LeastBodyBytes or > MostBodyBytes)
        {
            yield return $"http:maxBodyBytes: {http.MaxBodyBytes}; allowed: {LeastBodyBytes} to {MostBodyBytes}";
        }

        if (http.MaxConnections is < 1 or > MostConnections)
        {
            yield return $"http:maxConnections: {http.MaxConnections}; allowed: 1 to {MostConnections}";
        }

        foreach (var (key, value) in new[] { ("requestTimeout", http.RequestTimeout), ("durableTimeout", http.DurableTimeout) })
        {
            if (value < LeastTime || value > MostTime)
            {
                yield return $"http:{key}: {value}; allowed: {LeastTime} to {MostTime}";
            }
        }

        if (http.TokenFile is { } file && !File.Exists(file))
        {
            yield return $"http:tokenFile: there is no file '{file}'";
        }
    }
}
