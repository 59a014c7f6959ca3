using System.Buffers;
using System.Net;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes addresses as Elasticsearch's type <c>ip</c> takes them: without brackets, port, zone or leading zeros.</summary>
internal static class Addresses
{
    // An IPv6 address with a zone.
    private const int Longest = 65;

    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789abcdefABCDEF:");

    /// <summary>The text, without the zone of a link-local one.</summary>
    public static string Text(IPAddress address)
    {
        var text = address.ToString();
        var zone = text.IndexOf('%', StringComparison.Ordinal);
        return zone < 0 ? text : text[..zone];
    }

    /// <summary>The address that a text is, as it is indexed, mostly the same instance; null when it is none.</summary>
    public static string? Text(string? text) =>
        text is null || IsIndexed(text) ? text
        : Mapping.NetworkTexts.Address(text) is { } address ? Text(address)
        : null;

    /// <summary>Whether an address is written like this.</summary>
    public static bool Is(this IPAddress? address, string? text)
    {
        Span<char> buffer = stackalloc char[Longest];
        return address is not null && text is not null && address.TryFormat(buffer, out var length) && buffer[..length].SequenceEqual(text);
    }

    private static bool IsIndexed(ReadOnlySpan<char> text) =>
        IsPlainV4(text) || (text.Contains(':') && !text.ContainsAnyExcept(Plain) && IPAddress.IsValid(text));

    private static bool IsPlainV4(ReadOnlySpan<char> text)
    {
        var octets = 0;
        foreach (var range in text.Split('.'))
        {
            var octet = text[range];
            if (++octets > 4 || octet.Length is 0 or > 3 || octet.ContainsAnyExceptInRange('0', '9') || (octet[0] == '0' && octet.Length > 1)
                || (octet.Length == 3 && octet.SequenceCompareTo("255") > 0))
            {
                return false;
            }
        }

        return octets == 4;
    }
}
