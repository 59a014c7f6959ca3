using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes what was acted on and by whom: <c>file</c>, <c>source</c>, <c>destination</c>, <c>network</c>, <c>user</c>.</summary>
internal static class ActSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation)
    {
        WriteFile(ecs, guard, observation.File);
        WriteNetwork(ecs, guard, observation.Network);
        WriteUser(ecs, guard, observation.User ?? observation.Process?.User);
    }

    private static void WriteFile(EcsWriter ecs, TextGuard guard, FileFact? file)
    {
        if (file is null)
        {
            return;
        }

        var path = guard.Clean(file.Path) ?? "";
        var slash = path.LastIndexOf('/');
        var name = path[(slash + 1)..];
        var dot = name.LastIndexOf('.');
        ecs.Open("file");
        ecs.Write("path", path);
        ecs.Write("name", name);
        ecs.Write("directory", slash > 0 ? path[..slash] : slash == 0 ? "/" : null);
        ecs.Write("extension", dot > 0 ? name[(dot + 1)..] : null);
        ecs.Write("inode", file.Inode?.ToString(CultureInfo.InvariantCulture));
        ecs.Write("mode", FileModes.Octal(file.Mode));
        if (file.Hash is { } hash && HashNames.IsEcs(hash.Key))
        {
            ecs.Open("hash");
            ecs.Write(hash.Key, guard.Clean(hash.Value));
            ecs.Close();
        }

        ecs.Close();
    }

    private static void WriteNetwork(EcsWriter ecs, TextGuard guard, NetworkFact? network)
    {
        if (network is null)
        {
            return;
        }

        WriteEnd(ecs, "source", network.SourceAddress, network.SourcePort, null);
        WriteEnd(ecs, "destination", network.DestinationAddress, network.DestinationPort, guard.Clean(network.DestinationDomain));
        ecs.Open("network");
        ecs.Write("transport", guard.Clean(network.Transport));
        ecs.Write("type", (network.DestinationAddress ?? network.SourceAddress)?.AddressFamily switch
        {
            AddressFamily.InterNetwork => "ipv4",
            AddressFamily.InterNetworkV6 => "ipv6",
            _ => null,
        });
        ecs.Write("direction", network.Direction);
        ecs.Close();
    }

    private static void WriteEnd(EcsWriter ecs, string name, IPAddress? address, int? port, string? domain)
    {
        var text = Addresses.Text(address);
        ecs.Open(name);
        ecs.Write("address", domain ?? text);
        ecs.Write("ip", text);
        ecs.Write("port", (long?)port);
        ecs.Write("domain", domain);
        ecs.Close();
    }

    private static void WriteUser(EcsWriter ecs, TextGuard guard, UserFact? user)
    {
        if (user is null)
        {
            return;
        }

        ecs.Open("user");
        ecs.Write("id", guard.Clean(user.Id));
        ecs.Write("name", guard.Clean(user.Name));
        ecs.Open("group");
        ecs.Write("id", guard.Clean(user.GroupId));
        ecs.Write("name", guard.Clean(user.GroupName));
        ecs.Close();
        ecs.Close();
        ecs.Open("user_agent");
        ecs.Write("original", guard.Clean(user.UserAgent));
        ecs.Close();
    }
}
