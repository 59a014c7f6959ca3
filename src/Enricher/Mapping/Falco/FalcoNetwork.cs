using System.Net;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads a connection from <c>fd.*</c>: fields of their own first, else the name <c>client:port-&gt;server:port</c>.</summary>
internal static class FalcoNetwork
{
    /// <summary>The connection; null when there is none.</summary>
    public static NetworkFact? Read(FalcoAlert alert)
    {
        var named = FromName(alert.Text("fd.name"));
        var client = NetworkTexts.Address(alert.Text("fd.cip")) ?? named.Client ?? FalcoAudit.SourceAddress(alert);
        var server = NetworkTexts.Address(alert.Text("fd.sip")) ?? named.Server;
        if (client is null && server is null)
        {
            return null;
        }

        return new()
        {
            SourceAddress = client,
            SourcePort = NetworkTexts.Port(alert.Text("fd.cport")) ?? named.ClientPort,
            DestinationAddress = server,
            DestinationPort = NetworkTexts.Port(alert.Text("fd.sport")) ?? named.ServerPort,
            Transport = alert.Text("fd.l4proto")?.ToLowerInvariant(),
            Direction = Direction(alert, client, server),
            DestinationDomain = alert.Text("fd.sip.name"),
        };
    }

    private static (IPAddress? Client, int? ClientPort, IPAddress? Server, int? ServerPort) FromName(string? name)
    {
        var arrow = name?.IndexOf("->", StringComparison.Ordinal) ?? -1;
        if (arrow < 0 || name![0] == '/')
        {
            return default;
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
            "connect" => "egress",
            "accept" or "accept4" => "ingress",
            _ => null,
        };
    }
}
