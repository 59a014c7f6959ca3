using System.Net;
using System.Net.Sockets;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Asks for the addresses of a host. A seam: tests stand in for the name service.</summary>
/// <exception cref="SocketException">The host has none, or nobody answers.</exception>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellation);

/// <summary>Where the sensors of one entry of the list <c>sensors</c> are: listed, or whatever a name stands for at the time.</summary>
internal sealed class SensorAddresses(SensorOptions sensor, ResolveHost resolve)
{
    private const string DnsScheme = "dns:///";

    public const string DnsForm = "dns:///host:port";

    /// <summary>Whether the answer may change.</summary>
    public bool AreAsked => IsDns(sensor.Address);

    public static bool IsDns(string address) => address.StartsWith("dns:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes <see cref="DnsForm"/> apart; null when it is something else.</summary>
    public static DnsEndPoint? ParseDns(string address) =>
        address.StartsWith(DnsScheme, StringComparison.OrdinalIgnoreCase)
        && SensorEndpoint.Parse(address[DnsScheme.Length..], preferTls: false) is { SocketPath: null, Uri: var uri }
        && Uri.CheckHostName(uri.IdnHost) is UriHostNameType.Dns && !address[DnsScheme.Length..].Contains("://", StringComparison.Ordinal)
            ? new(uri.IdnHost, uri.Port)
            : null;

    /// <summary>The sensors as they are now, each with an address of its own.</summary>
    /// <exception cref="SocketException">The name has no address, or nobody answers.</exception>
    public async Task<IReadOnlyList<SensorOptions>> FindAsync(CancellationToken cancellation)
    {
        if (ParseDns(sensor.Address) is not { } name)
        {
            return [.. sensor.Addresses.Select(At)];
        }

        var addresses = await resolve(name.Host, cancellation);
        return [.. addresses.Distinct().Select(address => new IPEndPoint(address, name.Port).ToString()).Order(StringComparer.Ordinal)
            .Select(address => At(address) with { Tls = sensor.Tls is { } tls ? tls with { ServerName = tls.ServerName ?? name.Host } : null })];
    }

    private SensorOptions At(string address) => sensor with { Address = address, Addresses = [] };
}
