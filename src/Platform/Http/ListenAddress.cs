using System.Globalization;
using System.Net;

namespace Eyrie.Platform.Http;

/// <summary>Reads where a server of ours is to listen.</summary>
public static class ListenAddress
{
    /// <summary>What is understood, in words.</summary>
    public const string Forms = "ip:port, [ipv6]:port, localhost:port or :port (all addresses)";

    /// <summary>Reads an address in one of <see cref="Forms"/>; null when it is none of them. Port 0 takes a free one.</summary>
    public static IPEndPoint? Parse(string address)
    {
        var colon = address.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        return HostOf(address[..colon]) is { } host ? new(host, port) : null;
    }

    private static IPAddress? HostOf(string host) => host switch
    {
        "" or "*" => IPAddress.Any,
        "localhost" => IPAddress.Loopback,
        ['[', .., ']'] => IPAddress.TryParse(host, out var address) ? address : null,
        _ => host.AsSpan().Count('.') == 3 && IPAddress.TryParse(host, out var address) ? address : null, // else 2801 were an address, too
    };
}
