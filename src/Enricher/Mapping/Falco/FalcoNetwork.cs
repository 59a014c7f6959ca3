using System.Net;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads a connection from <c>fd.*</c>: fields of their own first, else the name <c>client:port-&gt;server:port</c>.</summary>
internal static class FalcoNetwork
{
    /// <summary>The connection; null when there is none.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="isCall">It is about a call of an API: that is where the caller's address is.</param>
    public static NetworkFact? Read(FalcoAlert alert, bool isCall)
    {
        var named = FromName(alert.Text("fd.name"));
        var client = NetworkTexts.Address(alert.Text("fd.cip")) ?? named.Client ?? (isCall ? FalcoAudit.SourceAddress(alert) : null);
        var server = NetworkTexts.Address(alert.Text("fd.sip")) ?? named.Server;
        var caller = isCall ? FalcoAudit.SourceDomain(alert) : null;
        if (client is null && server is null && caller is null)
        {
            return null;
        }

        var (clientPort, serverPort) = (NetworkTexts.Port(alert.Text("fd.cport")) ?? named.ClientPort, NetworkTexts.Port(alert.Text("fd.sport")) ?? named.ServerPort);
        if (client is null && alert.Text("evt.type") is "bind" or "listen")
        {
            (client, clientPort, server, serverPort) = (server, serverPort, null, null); // nobody is at the other end yet
        }

        return new()
        {
            SourceAddress = client,
            SourcePort = clientPort,
            SourceDomain = caller,
            SourcePlace = isCall ? Place(alert) : null,
            DestinationAddress = server,
            DestinationPort = serverPort,
            Transport = NetworkTexts.Transport(alert.Text("fd.l4proto")),
            Direction = Direction(alert, client, server),
            DestinationDomain = alert.Text("fd.sip.name"),
        };
    }

    private static (IPAddress? Client, int? ClientPort, IPAddress? Server, int? ServerPort) FromName(string? name)
    {
        var arrow = name?.IndexOf("->", StringComparison.Ordinal) ?? -1;
        if (name is null || name is ['/', ..])
        {
            return default;
        }

        if (arrow < 0)
        {
            var (local, port) = NetworkTexts.EndPoint(name); // a socket that listens
            return (null, null, local, port);
        }

        var (client, clientPort) = NetworkTexts.EndPoint(name.AsSpan(0, arrow));
        var (server, serverPort) = NetworkTexts.EndPoint(name.AsSpan(arrow + 2));
        return (client, clientPort, server, serverPort);
    }

    private static string? Direction(FalcoAlert alert, IPAddress? client, IPAddress? server)
    {
        if (NetworkTexts.Address(alert.Text("fd.lip")) is { } local && !Equals(client, server))
        {
            return local.Equals(client) ? "egress" : local.Equals(server) ? "ingress" : null;
        }

        return alert.Text("evt.type") switch
        {
            "connect" or "sendto" or "sendmsg" or "sendmmsg" => "egress",
            "accept" or "accept4" => "ingress",
            _ => null,
        };
    }

    private static AddressPlaceFact? Place(FalcoAlert alert)
    {
        var place = new AddressPlaceFact
        {
            City = alert.Text("okta.client.geo.city"),
            Region = alert.Text("okta.client.geo.state"),
            Country = alert.Text("okta.client.geo.country"),
            PostalCode = alert.Text("okta.client.geo.postalcode"),
            AsNumber = alert.Positive("okta.security.asnumber"),
            AsOrganization = alert.Text("okta.security.asorg"),
        };
        return place == AddressPlaceFact.Nowhere ? null : place;
    }
}
