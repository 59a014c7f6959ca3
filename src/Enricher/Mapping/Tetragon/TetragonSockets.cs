using System.Net;
using Eyrie.Protos.Tetragon;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Reads sockets, packets and addresses among the arguments.</summary>
internal static class TetragonSockets
{
    /// <summary>Writes the argument's fields.</summary>
    public static void Write(FieldList fields, string name, KprobeArgument argument)
    {
        switch (argument)
        {
            case { SockArg: { } sock }: WriteSock(fields, $"{name}.sock_arg.", sock); break;
            case { SkbArg: { } skb }: WriteSkb(fields, $"{name}.skb_arg.", skb); break;
            case { SockaddrArg: { } address }:
                fields.Add($"{name}.sockaddr_arg.family", address.Family);
                fields.Add($"{name}.sockaddr_arg.addr", address.Addr);
                fields.AddNonZero($"{name}.sockaddr_arg.port", address.Port);
                break;
            case { SockaddrunArg: { } unix }:
                fields.Add($"{name}.sockaddrun_arg.family", unix.Family);
                fields.Add($"{name}.sockaddrun_arg.path", unix.Path);
                break;
        }
    }

    /// <summary>The connection an argument describes; null when it describes none.</summary>
    public static NetworkFact? Read(KprobeArgument argument, string function) => argument switch
    {
        { SockArg: { } s } when IsAccept(function) => Connection(s.Daddr, s.Dport, s.Saddr, s.Sport, s.Protocol, function), // what a socket calls source is its own end
        { SockArg: { } s } => Connection(s.Saddr, s.Sport, s.Daddr, s.Dport, s.Protocol, function),
        { SkbArg: { } s } => Connection(s.Saddr, s.Sport, s.Daddr, s.Dport, s.Protocol, function),
        { SockaddrArg: { } a } when IsAccept(function) || function.Contains("bind", StringComparison.Ordinal) => Connection(a.Addr, a.Port, "", 0, "", function),
        { SockaddrArg: { } a } => Connection("", 0, a.Addr, a.Port, "", function),
        _ => null,
    };

    private static NetworkFact? Connection(string from, uint fromPort, string to, uint toPort, string protocol, string function)
    {
        var (source, destination) = (NetworkTexts.Address(from), End(to, toPort));
        return source is null && destination is null ? null : new()
        {
            SourceAddress = source,
            SourcePort = source is not null && fromPort is > 0 and <= 65535 ? (int)fromPort : null,
            DestinationAddress = destination,
            DestinationPort = destination is not null && toPort is > 0 and <= 65535 ? (int)toPort : null,
            Transport = protocol.StartsWith("IPPROTO_", StringComparison.Ordinal) ? NetworkTexts.Transport(protocol) : null,
            Direction = Direction(function),
        };
    }

    // A socket that listens has nobody at its other end: 0.0.0.0 and no port.
    private static IPAddress? End(string text, uint port) =>
        NetworkTexts.Address(text) is { } address && (port > 0 || !(address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))) ? address : null;

    private static bool IsAccept(string function) => function.Contains("accept", StringComparison.Ordinal);

    private static string? Direction(string function) =>
        function.Contains("connect", StringComparison.Ordinal) || function.Contains("sendmsg", StringComparison.Ordinal)
            || function.Contains("sendto", StringComparison.Ordinal) ? "egress"
        : IsAccept(function) ? "ingress"
        : null;

    private static void WriteSock(FieldList fields, string prefix, KprobeSock sock)
    {
        fields.Add(prefix + "family", sock.Family);
        fields.Add(prefix + "type", sock.Type);
        fields.Add(prefix + "protocol", sock.Protocol);
        fields.Add(prefix + "saddr", sock.Saddr);
        fields.AddNonZero(prefix + "sport", sock.Sport);
        fields.Add(prefix + "daddr", sock.Daddr);
        fields.AddNonZero(prefix + "dport", sock.Dport);
        fields.Add(prefix + "state", sock.State);
        fields.AddNonZero(prefix + "mark", sock.Mark);
        fields.AddNonZero(prefix + "priority", sock.Priority);
        fields.AddNonZero(prefix + "cookie", sock.Cookie);
    }

    private static void WriteSkb(FieldList fields, string prefix, KprobeSkb skb)
    {
        fields.Add(prefix + "family", skb.Family);
        fields.Add(prefix + "protocol", skb.Protocol);
        fields.AddNonZero(prefix + "proto", skb.Proto);
        fields.Add(prefix + "saddr", skb.Saddr);
        fields.AddNonZero(prefix + "sport", skb.Sport);
        fields.Add(prefix + "daddr", skb.Daddr);
        fields.AddNonZero(prefix + "dport", skb.Dport);
        fields.AddNonZero(prefix + "hash", skb.Hash);
        fields.AddNonZero(prefix + "len", skb.Len);
        fields.AddNonZero(prefix + "priority", skb.Priority);
        fields.AddNonZero(prefix + "mark", skb.Mark);
        fields.AddNonZero(prefix + "sec_path_len", skb.SecPathLen);
        fields.AddNonZero(prefix + "sec_path_olen", skb.SecPathOlen);
    }
}
