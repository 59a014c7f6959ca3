using System.Globalization;
using System.Net;

namespace Eyrie.Enricher.Mapping;

/// <summary>Reads addresses as sensors write them.</summary>
internal static class NetworkTexts
{
    /// <summary>An address; null when the text is none. IPv4 in IPv6 clothes is IPv4.</summary>
    public static IPAddress? Address(ReadOnlySpan<char> text)
    {
        // IPAddress also takes '1' and '0x7f.1': what a sensor writes has dots or colons all the way.
        if (text.Length < 2 || (text.Count('.') != 3 && !text.Contains(':')) || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>A port; null when the text is none.</summary>
    public static int? Port(ReadOnlySpan<char> text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>ECS's word for a transport: <c>tcp</c> for <c>TCP</c> and <c>IPPROTO_TCP</c>; null for none.</summary>
    public static string? Transport(string? text)
    {
        const string Kernel = "IPPROTO_";
        var word = text?.StartsWith(Kernel, StringComparison.Ordinal) is true ? text[Kernel.Length..] : text;
        return word?.ToLowerInvariant() switch
        {
            "icmpv6" or "icmp6" => "ipv6-icmp",
            "" or "<na>" => null,
            var known => known,
        };
    }

    /// <summary>The number that the internet's registry has given to a transport; null for one that is rare here.</summary>
    public static string? Number(string? transport) => transport switch
    {
        "icmp" => "1",
        "tcp" => "6",
        "udp" => "17",
        "gre" => "47",
        "esp" => "50",
        "ipv6-icmp" => "58",
        "sctp" => "132",
        _ => null,
    };

    /// <summary>Reads <c>address:port</c>; IPv6 has no brackets.</summary>
    public static (IPAddress? Address, int? Port) EndPoint(ReadOnlySpan<char> text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            return (Address(text), null);
        }

        var address = Address(text[..colon].Trim("[]"));
        return address is null ? (Address(text), null) : (address, Port(text[(colon + 1)..]));
    }
}
