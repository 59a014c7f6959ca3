using System.Net;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Opens what is read over gRPC: one sensor beside us, or all that an entry names.</summary>
internal static class GrpcSensors
{
    /// <summary>One stream, or one to each address.</summary>
    public static ISensorStream Open(SensorContext context, OpenStream one) =>
        context.Sensor.IsCentral ? new ManyStreams(context, new(context.Sensor, Dns.GetHostAddressesAsync), one) : one(context);

    /// <summary>What is wrong with where a sensor is said to be.</summary>
    public static IEnumerable<string> Complaints(SensorOptions sensor)
    {
        if (sensor.Addresses.Count > 0 && sensor.Address.Length > 0)
        {
            yield return "addresses: there is an address, too; give one of the two";
        }
        else if (sensor.Addresses.Count == 0)
        {
            foreach (var complaint in Complaints(sensor, "address", sensor.Address, mayBeDns: true))
            {
                yield return complaint;
            }
        }

        for (var i = 0; i < sensor.Addresses.Count; i++)
        {
            var (key, address) = ($"addresses:{i}", sensor.Addresses[i]);
            foreach (var complaint in Complaints(sensor, key, address, mayBeDns: false))
            {
                yield return complaint;
            }

            if (sensor.Addresses.Take(i).Contains(address, StringComparer.Ordinal))
            {
                yield return $"{key}: '{address}' is there twice";
            }
        }

        if (sensor.ResolveInterval < TimeSpan.FromSeconds(1) || sensor.ResolveInterval > TimeSpan.FromHours(1))
        {
            yield return $"resolveInterval: {sensor.ResolveInterval}; allowed: {TimeSpan.FromSeconds(1)} to {TimeSpan.FromHours(1)}";
        }
    }

    private static IEnumerable<string> Complaints(SensorOptions sensor, string key, string address, bool mayBeDns)
    {
        var isDns = mayBeDns && SensorAddresses.ParseDns(address) is not null;
        var endpoint = isDns ? null : SensorEndpoint.Parse(address, preferTls: sensor.Tls is not null);
        if (!isDns && endpoint is null)
        {
            yield return $"{key}: '{address}'; allowed: {SensorEndpoint.Forms}{(mayBeDns ? $", or {SensorAddresses.DnsForm} for all addresses of a name" : "")}";
        }
        else if (sensor.Tls is not null && endpoint is { UsesTls: false })
        {
            yield return $"tls: the address '{address}' does not use TLS; write https://host:port or drop 'tls'";
        }
    }
}
