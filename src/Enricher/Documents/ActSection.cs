using System.Net;
using System.Net.Sockets;
using Eyrie.Contracts;
using Eyrie.Enricher.Mapping;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes what was acted on and by whom: <c>file</c>, <c>source</c>, <c>destination</c>, <c>network</c>, <c>dns</c>, <c>user</c>.</summary>
internal static class ActSection
{
    private const int DnsPort = 53;

    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation, Enrichment enrichment)
    {
        WriteFile(ecs, guard, observation.File);
        WriteNetwork(ecs, guard, observation.Network, observation.Dns);
        WriteDns(ecs, guard, observation.Dns);
        WriteUser(ecs, guard, observation, enrichment.Process ?? observation.Process);
    }

    private static void WriteFile(EcsWriter ecs, TextGuard guard, FileFact? file)
    {
        if (file is null)
        {
            return;
        }

        var path = guard.Clean(file.Path) ?? "";
        var slash = path.LastIndexOf('/');
        var name = path.AsSpan(slash + 1);
        var dot = name.LastIndexOf('.');
        ecs.Open("file");
        ecs.Write("path", path);
        ecs.Write("name", name);
        ecs.Write("directory", path.AsSpan(0, slash == 0 ? 1 : slash < 0 ? 0 : slash));
        ecs.Write("extension", dot > 0 ? name[(dot + 1)..] : default);
        ecs.WriteText("inode", file.Inode);
        ecs.Write("mode", FileModes.Octal(file.Mode));
        ecs.Write("type", file.Type ?? FileModes.Type(file.Mode));
        ecs.Write("target_path", guard.Clean(file.TargetPath));
        ecs.Write("uid", guard.Clean(file.Uid));
        ecs.Write("gid", guard.Clean(file.Gid));
        if (file.Hash is { } hash && HashNames.IsEcs(hash.Key))
        {
            ecs.Open("hash");
            ecs.Write(hash.Key, guard.Clean(hash.Value));
            ecs.Close();
        }

        ecs.Close();
    }

    private static void WriteNetwork(EcsWriter ecs, TextGuard guard, NetworkFact? network, DnsFact? dns)
    {
        if (network is not null)
        {
            ecs.Open("source");
            WriteEnd(ecs, network.SourceAddress, network.SourcePort, guard.Clean(network.SourceDomain));
            WritePlace(ecs, guard, network.SourcePlace);
            ecs.Write("bytes", network.SourceBytes);
            ecs.Write("packets", network.SourcePackets);
            ecs.Close();
            ecs.Open("destination");
            WriteEnd(ecs, network.DestinationAddress, network.DestinationPort, guard.Clean(network.DestinationDomain));
            ecs.Write("bytes", network.DestinationBytes);
            ecs.Write("packets", network.DestinationPackets);
            ecs.Close();
        }

        ecs.Open("network");
        ecs.Write("transport", guard.Clean(network?.Transport));
        ecs.Write("iana_number", NetworkTexts.Number(network?.Transport));
        ecs.Write("type", (network?.DestinationAddress ?? network?.SourceAddress)?.AddressFamily switch
        {
            AddressFamily.InterNetwork => "ipv4",
            AddressFamily.InterNetworkV6 => "ipv6",
            _ => null,
        });
        ecs.Write("direction", network?.Direction);
        ecs.Write("protocol", dns is not null || network?.DestinationPort is DnsPort ? "dns" : null);
        CommunityId.Write(ecs, network);
        ecs.Write("bytes", network?.SourceBytes + network?.DestinationBytes);
        ecs.Write("packets", network?.SourcePackets + network?.DestinationPackets);
        ecs.Close();
    }

    private static void WriteEnd(EcsWriter ecs, IPAddress? address, int? port, string? domain)
    {
        ecs.Write("address", domain);
        ecs.Write("address", domain is null ? address : null);
        ecs.Write("ip", address);
        ecs.Write("port", (long?)port);
        ecs.Write("domain", domain);
    }

    private static void WritePlace(EcsWriter ecs, TextGuard guard, AddressPlaceFact? place)
    {
        if (place is null)
        {
            return;
        }

        ecs.Open("geo");
        ecs.Write("city_name", guard.Clean(place.City));
        ecs.Write("region_name", guard.Clean(place.Region));
        ecs.Write("country_name", guard.Clean(place.Country));
        ecs.Write("postal_code", guard.Clean(place.PostalCode));
        ecs.Close();
        ecs.Open("as");
        ecs.Write("number", place.AsNumber);
        ecs.Open("organization");
        ecs.Write("name", guard.Clean(place.AsOrganization));
        ecs.Close();
        ecs.Close();
    }

    private static void WriteDns(EcsWriter ecs, TextGuard guard, DnsFact? dns)
    {
        if (dns is null)
        {
            return;
        }

        ecs.Open("dns");
        ecs.Open("question");
        ecs.Write("name", guard.Clean(dns.Question));
        ecs.Write("type", guard.Clean(dns.Type));
        ecs.Close();
        ecs.Write("response_code", guard.Clean(dns.ResponseCode));
        ecs.Write("resolved_ip", dns.ResolvedAddresses);
        ecs.Close();
    }

    private static void WriteUser(EcsWriter ecs, TextGuard guard, Observation observation, ProcessFact? process)
    {
        var user = observation.User ?? process?.User;
        ecs.Open("user");
        WriteUser(ecs, guard, user);
        ecs.Open("effective");
        WriteUser(ecs, guard, observation.EffectiveUser);
        ecs.Close();
        ecs.Open("target");
        WriteUser(ecs, guard, observation.TargetUser);
        ecs.Close();
        ecs.Close();
        ecs.Open("user_agent");
        ecs.Write("original", guard.Clean(user?.UserAgent));
        ecs.Close();
    }

    private static void WriteUser(EcsWriter ecs, TextGuard guard, UserFact? user)
    {
        ecs.Write("id", guard.Clean(user?.Id));
        ecs.Write("name", guard.Clean(user?.Login));
        ecs.Write("full_name", guard.Clean(user?.FullName));
        ecs.Write("email", guard.Clean(user?.Email));
        ecs.Open("group");
        ecs.Write("id", guard.Clean(user?.GroupId));
        ecs.Write("name", guard.Clean(user?.GroupName));
        ecs.Close();
    }
}
