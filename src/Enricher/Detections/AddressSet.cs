using System.Net;
using System.Net.Sockets;

namespace Eyrie.Enricher.Detections;

/// <summary>Networks of which one has to hold an address: <c>10.0.0.0/8</c>, <c>169.254.169.254</c>, <c>public</c>, <c>private</c>.</summary>
internal sealed class AddressSet
{
    // What no route of the internet leads to: private, shared, loopback, link-local, documentation, benchmarks, multicast, reserved.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/8", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private readonly IPNetwork[] _networks;
    private readonly bool _public;
    private readonly bool _private;

    private AddressSet(IPNetwork[] networks, bool isPublic, bool isPrivate) => (_networks, _public, _private) = (networks, isPublic, isPrivate);

    /// <summary>Reads the list; the first that is none of these comes back.</summary>
    public static (AddressSet? Set, string? Wrong) Read(IReadOnlyList<string> texts)
    {
        var (networks, isPublic, isPrivate) = (new List<IPNetwork>(), false, false);
        foreach (var text in texts)
        {
            switch (text)
            {
                case "public": isPublic = true; break;
                case "private": isPrivate = true; break;
                case var _ when IPNetwork.TryParse(text, out var network): networks.Add(network); break;
                case var _ when IPAddress.TryParse(text, out var address):
                    networks.Add(new(address, address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128));
                    break;
                default: return (null, text);
            }
        }

        return (texts.Count == 0 ? null : new([.. networks], isPublic, isPrivate), null);
    }

    /// <summary>Whether one of them holds it.</summary>
    public bool Fits(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Within(_networks, address) || ((_public || _private) && (Within(Special, address) ? _private : _public));
    }

    private static bool Within(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
