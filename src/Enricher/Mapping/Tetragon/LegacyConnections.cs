using System.Globalization;
using System.Text.Json;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>
/// Reads connections and look-ups from event types that the open-source agent no longer has or never had: <c>process_connect</c>,
/// <c>process_accept</c>, <c>process_close</c>, <c>process_listen</c>, <c>process_dns</c>. Their fields are flat texts.
/// </summary>
internal static class LegacyConnections
{
    private const int MostAnswers = 64;

    /// <summary>The connection; null when the event has no address.</summary>
    public static NetworkFact? Network(UnknownTetragonEvent said)
    {
        var listens = NetworkTexts.Address(said.Text("ip"));
        var (source, destination) = (NetworkTexts.Address(said.Text("source_ip")) ?? listens, NetworkTexts.Address(said.Text("destination_ip")));
        if (source is null && destination is null)
        {
            return null;
        }

        var accepts = said.Name is "process_accept";
        return new()
        {
            SourceAddress = source,
            SourcePort = NetworkTexts.Port(said.Text("source_port") ?? said.Text("port")),
            DestinationAddress = destination,
            DestinationPort = NetworkTexts.Port(said.Text("destination_port")),
            DestinationDomain = First(said.Text("destination_names")),
            Transport = NetworkTexts.Transport(said.Text("protocol")),
            Direction = said.Name is "process_connect" ? "egress" : accepts ? "ingress" : null,
            SourceBytes = Number(said.Text(accepts ? "stats.bytes_received" : "stats.bytes_sent")),
            SourcePackets = Number(said.Text(accepts ? "stats.segs_in" : "stats.segs_out")),
            DestinationBytes = Number(said.Text(accepts ? "stats.bytes_sent" : "stats.bytes_received")),
            DestinationPackets = Number(said.Text(accepts ? "stats.segs_out" : "stats.segs_in")),
        };
    }

    /// <summary>The look-up; null when the event is none.</summary>
    public static DnsFact? Dns(UnknownTetragonEvent said) =>
        First(said.Text("dns.names")) is { } name
            ? new(name.TrimEnd('.')) { Type = First(said.Text("dns.qtypes")), ResponseCode = said.Text("dns.rcode"), ResolvedAddresses = Addresses(said.Text("dns.ips")) }
            : null;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? First(string? list) => Texts(list) is [var first, ..] ? first : null;

    private static List<string> Addresses(string? list)
    {
        var addresses = new List<string>();
        foreach (var text in Texts(list))
        {
            if (NetworkTexts.Address(text) is { } address)
            {
                addresses.Add(Documents.Addresses.Text(address));
            }
        }

        return addresses;
    }

    // Lists are JSON among the flat fields; a text may be anything.
    private static List<string> Texts(string? list)
    {
        if (list is not ['[', ..])
        {
            return list is null ? [] : [list];
        }

        var texts = new List<string>();
        try
        {
            using var json = JsonDocument.Parse(list);
            foreach (var item in json.RootElement.EnumerateArray())
            {
                if (item.ValueKind is JsonValueKind.String && texts.Count < MostAnswers)
                {
                    texts.Add(item.GetString()!);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [list];
        }

        return texts;
    }
}
